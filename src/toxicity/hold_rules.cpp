// Reading the hold rules. Belongs to toxicity.
#include "toxicity/hold_rules.hpp"

#include <algorithm>
#include <array>

#include "core/contract.hpp"

namespace abscope::toxicity {

namespace {

constexpr std::array<std::string_view, 4> advice_names{"proceed", "consider hold", "hold", "stop"};

Result<HoldAdvice> read_advice(const Node& table, std::string_view key) {
    ABSCOPE_TRY(const auto text, table.text(key));
    const auto known = std::find(advice_names.begin(), advice_names.end(), text);
    if (known == advice_names.end()) return table.error("'" + text + "' is not an advice", "", "use proceed, consider hold, hold or stop");
    return static_cast<HoldAdvice>(known - advice_names.begin());
}

Result<std::optional<HoldAdvice>> read_optional(const Node& table, std::string_view key) {
    if (table.find(key) == nullptr) return std::optional<HoldAdvice>();
    ABSCOPE_TRY(const auto advice, read_advice(table, key));
    return std::optional<HoldAdvice>(advice);
}

Result<HoldRule> read_rule(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"organ", "grade_from", "grade_to", "advice", "other_advice", "ctla4_advice", "resume_grade",
                                            "least_hold_day", "confirm", "steroid_limit", "steroid", "source", "read"}));
    HoldRule rule;
    ABSCOPE_TRY(rule.organ, table.text("organ"));
    ABSCOPE_TRY(const auto from, table.integer("grade_from"));
    ABSCOPE_TRY(const auto to, table.integer_or("grade_to", from));
    if (from < 1 || to > 4 || from > to) return table.error("grades are not 1 … 4 in rising order");
    rule.lowest_grade = static_cast<int>(from);
    rule.highest_grade = static_cast<int>(to);
    ABSCOPE_TRY(rule.advice, read_advice(table, "advice"));
    ABSCOPE_TRY(rule.other_advice, read_optional(table, "other_advice"));
    ABSCOPE_TRY(rule.ctla4_advice, read_optional(table, "ctla4_advice"));
    ABSCOPE_TRY(const auto resume, table.integer_or("resume_grade", 1));
    rule.resume_grade = static_cast<int>(resume);
    ABSCOPE_TRY(rule.least_hold_day, table.number_or("least_hold_day", 0.0));
    ABSCOPE_TRY(rule.confirm, table.text_or("confirm", ""));
    ABSCOPE_TRY(const auto limit, table.text_or("steroid_limit", "10 mg/d"));
    if (limit != "10 mg/d" && limit != "none") return table.error("'" + limit + "' is not a steroid limit", "", "use \"10 mg/d\" or \"none\"");
    rule.steroid_free_rule = limit == "none";
    ABSCOPE_TRY(rule.steroid, table.text("steroid"));
    ABSCOPE_TRY(rule.source, table.text("source"));
    ABSCOPE_TRY(const auto read, table.text("read"));
    if (read != "yes" && read != "no") return table.error("'read' is neither yes nor no");
    rule.source_read = read == "yes";
    return rule;
}

}  // namespace

std::string_view advice_name(HoldAdvice advice) { return advice_names[static_cast<std::size_t>(advice)]; }

std::string_view drug_class_name(DrugClass drug) {
    static constexpr std::array<std::string_view, 3> names{"anti-PD-1", "anti-PD-L1", "anti-CTLA-4"};
    return names[static_cast<std::size_t>(drug)];
}

Result<HoldRules> HoldRules::read(const Document& document) {
    ABSCOPE_CHECK_OK(document.only_known_keys({"schema", "rule"}));
    ABSCOPE_TRY(const auto* tables, document.member("rule"));
    HoldRules rules;
    for (const auto& table : tables->items()) {
        ABSCOPE_TRY(auto rule, read_rule(table));
        for (const auto& other : rules.rules_)
            if (other.organ == rule.organ && other.lowest_grade <= rule.highest_grade && rule.lowest_grade <= other.highest_grade)
                return table.error("'" + rule.organ + "' has two rules for one grade");
        if (std::find(rules.organs_.begin(), rules.organs_.end(), rule.organ) == rules.organs_.end()) rules.organs_.push_back(rule.organ);
        rules.rules_.push_back(std::move(rule));
    }
    for (const auto& organ : rules.organs_)
        for (int grade = 1; grade <= 4; ++grade)
            if (std::none_of(rules.rules_.begin(), rules.rules_.end(), [&](const HoldRule& r) {
                    return r.organ == organ && r.lowest_grade <= grade && grade <= r.highest_grade;
                }))
                return tables->error("'" + organ + "' has no rule for grade " + std::to_string(grade), "every grade needs an answer");
    if (std::find(rules.organs_.begin(), rules.organs_.end(), "generic") == rules.organs_.end())
        return tables->error("'generic' is missing", "organs without rules of their own need it");
    return rules;
}

const HoldRule& HoldRules::at(std::string_view organ, int grade) const {
    ABSCOPE_EXPECT(grade >= 1 && grade <= 4);
    const bool known = std::find(organs_.begin(), organs_.end(), organ) != organs_.end();
    const std::string_view wanted = known ? organ : "generic";
    const auto found = std::find_if(rules_.begin(), rules_.end(), [&](const HoldRule& r) {
        return r.organ == wanted && r.lowest_grade <= grade && grade <= r.highest_grade;
    });
    ABSCOPE_EXPECT(found != rules_.end());
    return *found;
}

HoldAdvice HoldRules::advice(std::string_view organ, int grade, DrugClass drug) const {
    if (grade == 0) return HoldAdvice::proceed;
    const auto& rule = at(organ, grade);
    auto strictest = rule.advice;
    if (rule.other_advice) strictest = std::max(strictest, *rule.other_advice);
    if (drug == DrugClass::anti_ctla4 && rule.ctla4_advice) strictest = std::max(strictest, *rule.ctla4_advice);
    return strictest;
}

}  // namespace abscope::toxicity
