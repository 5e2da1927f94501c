// The operators and numbers of MathML that have a formula.
#include "io/sbml_math.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>

namespace abscope::io {

namespace {

using math::Expression;
using Arguments = std::map<std::string, Expression>;
constexpr int deepest_call = 50;

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::optional<double> number_of(const std::string& text) {
    const std::string clean = trimmed(text);
    const char* first = clean.data() + (!clean.empty() && clean[0] == '+' ? 1 : 0);
    double value = 0.0;
    const auto [end, fault] = std::from_chars(first, clean.data() + clean.size(), value);
    if (fault != std::errc() || end != clean.data() + clean.size()) return std::nullopt;
    return value;
}

class MathReader {
  public:
    explicit MathReader(const SbmlScope& scope) : scope_(scope) {}

    Result<Expression> formula(const XmlElement& at, const Arguments* arguments, int depth) {
        if (depth > deepest_call) return refuse(at, "functions call each other too deeply");
        if (at.name == "cn") return number(at);
        if (at.name == "ci") return name(at, arguments);
        if (at.name == "csymbol") return special(at);
        if (at.name == "apply") return apply(at, arguments, depth);
        if (at.name == "pi") return Expression(std::numbers::pi);
        if (at.name == "exponentiale") return Expression(std::numbers::e);
        return refuse(at, fmt::format("<{}> in a formula", at.name));
    }

  private:
    Error refuse(const XmlElement& at, std::string problem) const {
        return sbml_refusal(scope_.file, at.line, std::move(problem),
                            "formulas may hold numbers, names, + − × ÷, powers, roots, exp, ln, log and the file's functions");
    }

    Result<Expression> number(const XmlElement& at) const {
        const auto* type = at.attribute("type");
        const bool two_parts = type != nullptr && (*type == "e-notation" || *type == "rational");
        if (!two_parts) {
            const auto value = number_of(at.text);
            if (!value) return refuse(at, fmt::format("the number '{}' cannot be read", trimmed(at.text)));
            return Expression(*value);
        }
        // The text around <sep/>: the pieces are separated by white space.
        const std::string text = trimmed(at.text);
        const auto gap = text.find_first_of(" \t\r\n");
        const auto first = number_of(text.substr(0, gap));
        const auto second = gap == std::string::npos ? std::nullopt : number_of(text.substr(gap));
        if (!first || !second) return refuse(at, fmt::format("the number '{}' cannot be read", text));
        return Expression(*type == "rational" ? *first / *second : *first * std::pow(10.0, *second));
    }

    Result<Expression> name(const XmlElement& at, const Arguments* arguments) const {
        const std::string wanted = trimmed(at.text);
        if (arguments != nullptr) {
            const auto found = arguments->find(wanted);
            if (found != arguments->end()) return found->second;
            return refuse(at, fmt::format("'{}' is not an argument of the function", wanted));
        }
        return scope_.look_up(wanted, at.line);
    }

    Result<Expression> special(const XmlElement& at) const {
        const auto* meaning = at.attribute("definitionURL");
        const std::string url = meaning == nullptr ? "" : *meaning;
        if (url.ends_with("/time")) return Expression::symbol(math::time_symbol);
        if (url.ends_with("/avogadro")) return Expression(6.02214179e23);  // the value of SBML Level 3
        return refuse(at, fmt::format("the symbol '{}'", url));
    }

    Result<std::vector<Expression>> parts(const XmlElement& at, std::size_t from, const Arguments* arguments, int depth) {
        std::vector<Expression> out;
        for (std::size_t i = from; i < at.children.size(); ++i) {
            ABSCOPE_TRY(auto part, formula(at.children[i], arguments, depth));
            out.push_back(std::move(part));
        }
        return out;
    }

    Result<Expression> apply(const XmlElement& at, const Arguments* arguments, int depth) {
        if (at.children.empty()) return refuse(at, "an empty <apply>");
        const XmlElement& head = at.children[0];
        // root and log may name their degree or base.
        const bool qualified = at.children.size() > 1 && (at.children[1].name == "degree" || at.children[1].name == "logbase");
        ABSCOPE_TRY(const auto p, parts(at, qualified ? 2 : 1, arguments, depth));
        if (head.name == "ci") return call(at, trimmed(head.text), p, depth);
        if (head.name == "plus" || head.name == "times") return folded(head, p);
        if (head.name == "minus" && p.size() == 1) return -p[0];
        if (head.name == "minus" && p.size() == 2) return p[0] - p[1];
        if (head.name == "divide" && p.size() == 2) return p[0] / p[1];
        if (head.name == "power" && p.size() == 2) return power(p[0], p[1]);
        if (head.name == "exp" && p.size() == 1) return exp(p[0]);
        if (head.name == "ln" && p.size() == 1) return log(p[0]);
        Expression qualifier(head.name == "root" ? 2.0 : 10.0);
        if (qualified) {
            if (at.children[1].children.size() != 1) return refuse(at, fmt::format("<{}> without a value", at.children[1].name));
            ABSCOPE_TRY(qualifier, formula(at.children[1].children[0], arguments, depth));
        }
        if (head.name == "root" && p.size() == 1) return qualifier.is_number(2.0) ? root(p[0]) : pow(p[0], 1.0 / qualifier);
        if (head.name == "log" && p.size() == 1) return log(p[0]) / log(qualifier);
        return refuse(head, fmt::format("<{}> with {} parts", head.name, p.size()));
    }

    static Expression folded(const XmlElement& head, const std::vector<Expression>& p) {
        Expression out(head.name == "plus" ? 0.0 : 1.0);
        for (const auto& part : p) out = head.name == "plus" ? out + part : out * part;
        return out;
    }

    // Small whole powers as products: exact for negative bases, and cheap.
    static Expression power(const Expression& base, const Expression& exponent) {
        if (exponent.is_number(1.0)) return base;
        if (exponent.is_number(2.0)) return base * base;
        if (exponent.is_number(3.0)) return base * base * base;
        if (exponent.is_number(0.5)) return root(base);
        return pow(base, exponent);
    }

    Result<Expression> call(const XmlElement& at, const std::string& name, const std::vector<Expression>& p, int depth) {
        const auto found = scope_.functions.find(name);
        if (found == scope_.functions.end()) return refuse(at, fmt::format("the function '{}' is not defined", name));
        if (found->second.arguments.size() != p.size()) return refuse(at, fmt::format("'{}' is called with {} values", name, p.size()));
        Arguments arguments;
        for (std::size_t i = 0; i < p.size(); ++i) arguments[found->second.arguments[i]] = p[i];
        return formula(*found->second.body, &arguments, depth + 1);
    }

    const SbmlScope& scope_;
};

}  // namespace

Error sbml_refusal(const std::string& file, int line, std::string problem, std::string why, std::string suggestion) {
    return bad_input(std::move(problem), std::move(why), std::move(suggestion)).within(fmt::format("{}, line {}", file, line));
}

Result<math::Expression> sbml_formula(const XmlElement& math, const SbmlScope& scope) {
    if (math.children.size() != 1) return sbml_refusal(scope.file, math.line, "<math> does not hold one formula");
    return MathReader(scope).formula(math.children[0], nullptr, 0);
}

}  // namespace abscope::io
