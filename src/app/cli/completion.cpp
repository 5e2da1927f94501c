// abscope completion: scripts for bash, zsh and fish, made from the same table as the parser.
#include <algorithm>

#include <fmt/format.h>

#include "app/cli/command_line.hpp"
#include "app/cli/verbs.hpp"

namespace abscope::app {

namespace {

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, " ")); }

std::vector<std::string> verb_names(const std::vector<VerbDescription>& verbs) {
    std::vector<std::string> names;
    for (const auto& verb : verbs) names.push_back(verb.name);
    return names;
}

/// Text inside single quotes of a shell.
std::string quoted(std::string text) {
    for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 4)
        text.replace(at, 1, "'\\''");
    return "'" + text + "'";
}

std::string bash_script(const std::vector<VerbDescription>& verbs) {
    std::string options, values;
    std::vector<std::string> seen;
    for (const auto& verb : verbs) {
        std::vector<std::string> names;
        for (const auto& option : verb.options) {
            names.push_back(option.name);
            if (option.values.empty() || std::find(seen.begin(), seen.end(), option.name) != seen.end())
                continue;
            seen.push_back(option.name);
            values += fmt::format("    {}) COMPREPLY=($(compgen -W \"{}\" -- \"$cur\")); return ;;\n",
                                  option.name, joined(option.values));
        }
        options += fmt::format("    {}) words=\"{}\" ;;\n", verb.name, joined(names));
    }
    return fmt::format(
        "# bash completion for abscope\n"
        "_abscope() {{\n"
        "  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} words=\n"
        "  COMPREPLY=()\n"
        "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
        "    COMPREPLY=($(compgen -W \"{} --help --version\" -- \"$cur\")); return\n"
        "  fi\n"
        "  case $prev in\n{}    completion) COMPREPLY=($(compgen -W \"bash zsh fish\" -- \"$cur\")); return "
        ";;\n  esac\n"
        "  case ${{COMP_WORDS[1]}} in\n{}  esac\n"
        "  if [[ $cur == -* ]]; then\n"
        "    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
        "  else\n"
        "    compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\"))\n"
        "  fi\n"
        "}}\n"
        "complete -F _abscope abscope\n",
        joined(verb_names(verbs)), values, options);
}

std::string zsh_script(const std::vector<VerbDescription>& verbs) {
    std::string list, cases;
    for (const auto& verb : verbs) {
        list += fmt::format("    {}\n", quoted(verb.name + ":" + verb.summary));
        cases += fmt::format("    {})\n      _arguments", verb.name);
        for (const auto& option : verb.options) {
            std::string summary = option.summary;
            std::replace(summary.begin(), summary.end(), '[', '(');
            std::replace(summary.begin(), summary.end(), ']', ')');
            std::replace(summary.begin(), summary.end(), ':', ',');
            const std::string action = !option.takes_value      ? ""
                                       : !option.values.empty() ? ":value:(" + joined(option.values) + ")"
                                                                : ":value:_files";
            cases += " \\\n        " + quoted(option.name + "[" + summary + "]" + action);
        }
        cases += fmt::format(" \\\n        {}\n      ;;\n",
                             verb.name == "completion" ? "'*:shell:(bash zsh fish)'" : "'*:file:_files'");
    }
    return fmt::format(
        "#compdef abscope\n"
        "_abscope() {{\n"
        "  local -a verbs=(\n{}  )\n"
        "  if (( CURRENT == 2 )); then\n    _describe verb verbs; return\n  fi\n"
        "  local verb=$words[2]\n  shift words; (( CURRENT-- ))\n"
        "  case $verb in\n{}  esac\n"
        "}}\n"
        "if [ \"$funcstack[1]\" = _abscope ]; then _abscope \"$@\"; else compdef _abscope abscope; fi\n",
        list, cases);
}

std::string fish_script(const std::vector<VerbDescription>& verbs) {
    std::string out = "# fish completion for abscope\n";
    for (const auto& verb : verbs)
        out += fmt::format("complete -c abscope -f -n __fish_use_subcommand -a {} -d {}\n", verb.name,
                           quoted(verb.summary));
    for (const auto& verb : verbs)
        for (const auto& option : verb.options)
            out += fmt::format("complete -c abscope -n '__fish_seen_subcommand_from {}' -l {} -d {}{}{}\n",
                               verb.name, option.name.substr(2), quoted(option.summary),
                               option.takes_value ? " -r" : "",
                               option.values.empty() ? "" : " -f -a " + quoted(joined(option.values)));
    out += "complete -c abscope -f -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'\n";
    return out;
}

}  // namespace

Result<void> run_completion(const CompletionOptions& options, const GlobalOptions& global,
                            const Terminal& terminal) {
    const auto verbs = describe_verbs();
    Rendering rendering;
    rendering.text = options.shell == "bash"  ? bash_script(verbs)
                     : options.shell == "zsh" ? zsh_script(verbs)
                                              : fish_script(verbs);
    if (global.json)
        return bad_usage("--json has no meaning here", "a completion script is not JSON", "leave it out");
    return deliver(rendering, global, terminal);
}

}  // namespace abscope::app
