// Names are folded to one form, the side is taken out, and what is left is looked up.
#include "geometry/roles.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <utility>
#include <vector>

#include "core/contract.hpp"
#include "core/embedded.hpp"

namespace abscope::geometry {

namespace {

using patient::OrganRole;
using Aliases = std::map<std::string, OrganRole, std::less<>>;

enum class Side { none, left, right, both };

/// Accented letters as ASCII; other bytes outside ASCII are dropped.
std::string ascii(std::string_view text) {
    static constexpr std::pair<std::string_view, std::string_view> letters[] = {
        {"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"Ä", "Ae"}, {"Ö", "Oe"}, {"Ü", "Ue"}, {"ß", "ss"},
        {"é", "e"},  {"è", "e"},  {"ê", "e"},  {"ë", "e"},  {"É", "E"},  {"á", "a"},  {"à", "a"},
        {"â", "a"},  {"í", "i"},  {"î", "i"},  {"ó", "o"},  {"ò", "o"},  {"ô", "o"},  {"œ", "oe"},
        {"ú", "u"},  {"û", "u"},  {"ñ", "n"},  {"ç", "c"},  {"ì", "i"},  {"ï", "i"},  {"ù", "u"},
        {"ã", "a"},  {"õ", "o"},  {"Á", "A"},  {"À", "A"},  {"Â", "A"},  {"È", "E"},  {"Ê", "E"},
        {"Í", "I"},  {"Î", "I"},  {"Ó", "O"},  {"Ò", "O"},  {"Ô", "O"},  {"Œ", "Oe"}, {"Ú", "U"},
        {"Û", "U"},  {"Ñ", "N"},  {"Ç", "C"},  {"Ã", "A"},  {"Õ", "O"}};
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto rest = text.substr(at);
        const auto* found = std::find_if(std::begin(letters), std::end(letters),
                                         [&](const auto& letter) { return rest.starts_with(letter.first); });
        if (found != std::end(letters)) {
            out += found->second;
            at += found->first.size();
            continue;
        }
        if (static_cast<unsigned char>(text[at]) < 0x80) out += text[at];
        ++at;
    }
    return out;
}

/// Words of a name in lower case: broken at signs, blanks, digits' ends and at a capital after a small letter.
std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words;
    std::string word;
    char before = ' ';
    const auto end_word = [&] {
        if (!word.empty()) words.push_back(std::exchange(word, {}));
    };
    for (const char c : ascii(name)) {
        const auto u = static_cast<unsigned char>(c);
        if (std::isalnum(u) == 0) {
            end_word();
        } else {
            if (std::isupper(u) != 0 && std::islower(static_cast<unsigned char>(before)) != 0) end_word();
            word += static_cast<char>(std::tolower(u));
        }
        before = c;
    }
    end_word();
    return words;
}

Side side_of(const std::string& word) {
    // English, German, French, Spanish, Italian, Dutch, Portuguese.
    static constexpr std::array lefts{"l",     "lt",    "left",   "li",   "links", "linke",     "linker",    "linkes", "gauche",
                                      "gche",  "g",     "izq",    "izqdo", "izqda", "izquierdo", "izquierda", "sx",     "sin",
                                      "sinistro", "sinistra", "esq", "esquerdo", "esquerda"};
    static constexpr std::array rights{"r",      "rt",   "right", "re",      "rechts",  "rechte", "rechter", "rechtes", "droit",
                                       "droite", "dte",  "dt",    "d",       "der",     "derecho", "derecha", "dcho",   "dcha",
                                       "dx",     "dex",  "destro", "destra", "dir",     "direito", "direita"};
    static constexpr std::array boths{"both", "bilateral", "total", "bilat", "bds", "beide", "gesamt", "ges", "lr"};
    const auto has = [&word](const auto& list) {
        return std::find(list.begin(), list.end(), word) != list.end();
    };
    return has(lefts) ? Side::left : has(rights) ? Side::right : has(boths) ? Side::both : Side::none;
}

struct Name {
    std::string form;
    Side side = Side::none;
};

Name parse_name(std::string_view name) {
    Name out;
    for (const auto& word : words_of(name)) {
        const auto side = side_of(word);
        if (side == Side::none)
            out.form += word;
        else
            out.side = side;
    }
    return out;
}

const Aliases& aliases() {
    static const Aliases table = [] {
        Aliases out;
        auto text = core::embedded_file("roi_aliases.csv");
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size());
            const auto line = text.substr(0, end);
            text.remove_prefix(std::min(end + 1, text.size()));
            const auto comma = line.find(',');
            if (line.starts_with('#') || comma == std::string_view::npos) continue;
            if (const auto role = patient::role_from_name(line.substr(0, comma)))
                out[std::string(line.substr(comma + 1))] = *role;
        }
        ABSCOPE_EXPECT(!out.empty());
        return out;
    }();
    return table;
}

/// Contours drawn for the optimiser or as margins: an organ's name in them does not make them that organ.
bool is_helper(std::string_view name) {
    static constexpr std::array helpers{"prv",  "ring",  "opt",   "opti", "optim",  "optimierung", "avoid", "avd",
                                        "dose", "crop",  "minus", "sub",  "exp",    "expand",      "help",  "hilf",
                                        "hilfe", "dummy", "shell", "rind", "anillo", "anneau",      "anello", "overlap",
                                        "iso",  "isodose", "dosis", "wall", "wand"};
    if (name.size() > 1 && (name[0] == 'z' || name[0] == 'Z' || name[0] == '_') &&
        std::isalpha(static_cast<unsigned char>(name[1])) != 0 &&
        (name[0] != 'Z' || std::isupper(static_cast<unsigned char>(name[1])) != 0))
        return true;
    for (auto word : words_of(name)) {
        while (!word.empty() && std::isdigit(static_cast<unsigned char>(word.back())) != 0) word.pop_back();
        if (std::find(helpers.begin(), helpers.end(), word) != helpers.end()) return true;
    }
    const auto dash = name.find_first_of("-!~");
    if (dash == std::string_view::npos || dash == 0) return false;
    const auto after = parse_name(name.substr(dash + 1)).form;  // "Lungs-GTV": lungs minus target
    return after.starts_with("gtv") || after.starts_with("ctv") || after.starts_with("ptv") ||
           after.starts_with("itv");
}

/// Digits at the end ("GTV1", "PTV_60") do not count for targets, nodes and vertebrae.
std::string without_digits(std::string form) {
    while (!form.empty() && std::isdigit(static_cast<unsigned char>(form.back())) != 0) form.pop_back();
    return form;
}

/// "C2", "T10", "L1", "VB_T7": one vertebra; "T5-T8": several.
bool is_vertebra(std::string_view name) {
    auto words = words_of(name);
    if (!words.empty() && (words.front() == "vb" || words.front() == "th")) words.erase(words.begin());
    if (words.empty()) return false;
    return std::all_of(words.begin(), words.end(), [](const std::string& word) {
        const bool level = word.size() >= 2 && word.size() <= 3 &&
                           (word[0] == 'c' || word[0] == 't' || word[0] == 'l' || word[0] == 's');
        return level && std::all_of(word.begin() + 1, word.end(),
                                    [](unsigned char c) { return std::isdigit(c) != 0; });
    });
}

/// "LN_Ax_L1", "Nodes_IMN", "hilar lymph nodes": a station of lymph nodes, by the first or the last words.
bool names_nodes(std::string_view name) {
    const auto words = words_of(name);
    const auto means_nodes = [](const std::string& form) {
        const auto found = aliases().find(form);
        return found != aliases().end() && found->second == OrganRole::lymph_nodes;
    };
    if (words.size() < 2) return false;
    return means_nodes(words.front()) || means_nodes(words[0] + words[1]) || means_nodes(words.back()) ||
           means_nodes(words[words.size() - 2] + words.back());
}

OrganRole with_side(OrganRole role, Side side) {
    if (side != Side::left && side != Side::right) return role;
    const bool left = side == Side::left;
    if (role == OrganRole::lungs) return left ? OrganRole::lung_left : OrganRole::lung_right;
    if (role == OrganRole::kidneys) return left ? OrganRole::kidney_left : OrganRole::kidney_right;
    return role;
}

OrganRole by_name(std::string_view name) {
    const auto parsed = parse_name(name);
    if (parsed.form.starts_with("couch")) return OrganRole::support;
    if (is_helper(name)) return OrganRole::none;
    const auto& table = aliases();
    if (const auto found = table.find(parsed.form); found != table.end())
        return with_side(found->second, parsed.side);
    const auto bare = without_digits(parsed.form);
    if (const auto found = table.find(bare); found != table.end()) {
        const auto role = found->second;
        if (role == OrganRole::target || role == OrganRole::lymph_nodes || role == OrganRole::vertebrae ||
            role == OrganRole::ribs)
            return role;
    }
    for (const std::string_view target : {"gtv", "ctv", "ptv", "itv", "igtv"})
        if (parsed.form.starts_with(target)) return OrganRole::target;
    if (is_vertebra(name)) return OrganRole::vertebrae;
    if (names_nodes(name)) return OrganRole::lymph_nodes;
    // "llung", "rkidney": the side glued to the name.
    if (parsed.form.size() > 3 && (parsed.form[0] == 'l' || parsed.form[0] == 'r'))
        if (const auto found = table.find(parsed.form.substr(1)); found != table.end())
            return with_side(found->second, parsed.form[0] == 'l' ? Side::left : Side::right);
    return OrganRole::none;
}

OrganRole by_type(std::string_view type) {
    if (type == "EXTERNAL") return OrganRole::external;
    if (type == "GTV" || type == "CTV" || type == "PTV" || type == "ITV" || type == "TREATED_VOLUME")
        return OrganRole::target;
    for (const std::string_view other :
         {"SUPPORT", "FIXATION", "MARKER", "BOLUS", "ISOCENTER", "REGISTRATION", "DOSE_REGION"})
        if (type == other) return OrganRole::support;
    return OrganRole::none;
}

}  // namespace

std::string compared_form(std::string_view name) { return parse_name(name).form; }

OrganRole role_of_roi(std::string_view name, std::string_view interpreted_type) {
    if (interpreted_type == "EXTERNAL") return OrganRole::external;
    const auto role = by_name(name);
    if (role != OrganRole::none || is_helper(name)) return role;
    return by_type(interpreted_type);
}

void assign_roles(patient::StructureSet& set) {
    const bool declared =
        std::any_of(set.structures.begin(), set.structures.end(),
                    [](const auto& structure) { return structure.interpreted_type == "EXTERNAL"; });
    bool has_external = false;
    for (auto& structure : set.structures) {
        structure.role = role_of_roi(structure.name, structure.interpreted_type);
        if (structure.role != OrganRole::external) continue;
        const bool keeps = !has_external && (!declared || structure.interpreted_type == "EXTERNAL");
        if (!keeps) structure.role = OrganRole::none;
        has_external = has_external || keeps;
    }
}

}  // namespace abscope::geometry
