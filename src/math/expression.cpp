// Formulas, simplified where a part is 0 or 1, and their evaluation.
#include "math/expression.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "core/contract.hpp"

namespace abscope::math {

struct Expression::Node {
    Operation operation;
    double value = 0.0;
    std::string name;
    Expression a, b;
};

namespace {

double computed(Operation operation, double a, double b) {
    switch (operation) {
        case Operation::plus: return a + b;
        case Operation::minus: return a - b;
        case Operation::times: return a * b;
        case Operation::divide: return a / b;
        case Operation::negate: return -a;
        case Operation::power: return std::pow(a, b);
        case Operation::root: return std::sqrt(a);
        case Operation::exponential: return std::exp(a);
        case Operation::logarithm: return std::log(a);
        case Operation::number:
        case Operation::symbol: break;
    }
    ABSCOPE_EXPECT(false);
    return a;
}

// Derivative of operation(a, b), given its value and the derivatives of a and b.
double slope(Operation operation, double value, double a, double b, double da, double db) {
    switch (operation) {
        case Operation::plus: return da + db;
        case Operation::minus: return da - db;
        case Operation::times: return da * b + a * db;
        case Operation::divide: return (da - value * db) / b;
        case Operation::negate: return -da;
        case Operation::power: {
            const double by_base = da == 0.0 ? 0.0 : b * std::pow(a, b - 1.0) * da;
            return by_base + (db == 0.0 ? 0.0 : value * std::log(a) * db);
        }
        case Operation::root: return da == 0.0 ? 0.0 : 0.5 * da / value;
        case Operation::exponential: return value * da;
        case Operation::logarithm: return da / a;
        case Operation::number:
        case Operation::symbol: break;
    }
    return 0.0;
}

// a·b and its relatives where one part is 0 or 1; nothing where there is nothing to simplify.
bool simplified(Operation operation, const Expression& a, const Expression& b, Expression& out) {
    switch (operation) {
        case Operation::plus:
            if (a.is_number(0.0)) return out = b, true;
            if (b.is_number(0.0)) return out = a, true;
            return false;
        case Operation::minus:
            if (b.is_number(0.0)) return out = a, true;
            if (a.is_number(0.0)) return out = -b, true;
            return false;
        case Operation::times:
            if (a.is_number(0.0) || b.is_number(0.0)) return out = Expression(), true;
            if (a.is_number(1.0)) return out = b, true;
            if (b.is_number(1.0)) return out = a, true;
            return false;
        case Operation::divide:
            if (a.is_number(0.0)) return out = Expression(), true;
            if (b.is_number(1.0)) return out = a, true;
            return false;
        default: return false;
    }
}

}  // namespace

int arity(Operation operation) {
    switch (operation) {
        case Operation::number:
        case Operation::symbol: return 0;
        case Operation::negate:
        case Operation::root:
        case Operation::exponential:
        case Operation::logarithm: return 1;
        default: return 2;
    }
}

Expression::Expression() : Expression(0.0) {}
Expression::Expression(double value) {
    auto node = std::make_shared<Node>(Node{Operation::number, value, {}, Expression(nullptr), Expression(nullptr)});
    node_ = std::move(node);
}

Expression Expression::symbol(std::string name) {
    return Expression(std::make_shared<const Node>(
        Node{Operation::symbol, 0.0, std::move(name), Expression(nullptr), Expression(nullptr)}));
}

Expression Expression::of(Operation operation, const Expression& a, const Expression& b) {
    ABSCOPE_EXPECT(arity(operation) == 2);
    if (a.operation() == Operation::number && b.operation() == Operation::number) {
        return Expression(computed(operation, a.number(), b.number()));
    }
    Expression out(nullptr);
    if (simplified(operation, a, b, out)) return out;
    return Expression(std::make_shared<const Node>(Node{operation, 0.0, {}, a, b}));
}

Expression Expression::of(Operation operation, const Expression& a) {
    ABSCOPE_EXPECT(arity(operation) == 1);
    if (a.operation() == Operation::number) return Expression(computed(operation, a.number(), 0.0));
    return Expression(std::make_shared<const Node>(Node{operation, 0.0, {}, a, Expression(nullptr)}));
}

Operation Expression::operation() const { return node_->operation; }
double Expression::number() const { return node_->value; }
const std::string& Expression::name() const { return node_->name; }
const Expression& Expression::first() const { return node_->a; }
const Expression& Expression::second() const { return node_->b; }
bool Expression::is_number(double value) const { return operation() == Operation::number && number() == value; }

std::vector<std::string> symbols_in(std::span<const Expression> formulas) {
    std::set<std::string> names;
    std::unordered_set<const Expression::Node*> seen;
    std::vector<Expression> open(formulas.begin(), formulas.end());
    while (!open.empty()) {
        const Expression at = open.back();
        open.pop_back();
        if (!seen.insert(at.identity()).second) continue;
        if (at.operation() == Operation::symbol) names.insert(at.name());
        if (arity(at.operation()) >= 1) open.push_back(at.first());
        if (arity(at.operation()) == 2) open.push_back(at.second());
    }
    return {names.begin(), names.end()};
}

Tape::Tape(std::span<const Expression> formulas, std::span<const std::string> inputs) : inputs_(inputs.size()) {
    std::unordered_map<std::string, int> place;
    for (std::size_t i = 0; i < inputs.size(); ++i) place.emplace(inputs[i], static_cast<int>(i));
    std::unordered_map<const Expression::Node*, int> slot;
    for (const auto& formula : formulas) {
        std::vector<std::pair<Expression, bool>> open{{formula, false}};  // a part, and whether its own parts are done
        while (!open.empty()) {
            const auto [at, ready] = open.back();
            open.pop_back();
            if (slot.contains(at.identity())) continue;
            const int parts = arity(at.operation());
            if (at.operation() == Operation::symbol) {
                const auto known = place.find(at.name());
                ABSCOPE_EXPECT(known != place.end());
                slot[at.identity()] = known->second;
                continue;
            }
            if (parts > 0 && !ready) {
                open.emplace_back(at, true);
                open.emplace_back(at.first(), false);
                if (parts == 2) open.emplace_back(at.second(), false);
                continue;
            }
            const int a = parts >= 1 ? slot.at(at.first().identity()) : 0;
            const int b = parts == 2 ? slot.at(at.second().identity()) : 0;
            slot[at.identity()] = static_cast<int>(inputs_ + instructions_.size());
            instructions_.push_back({at.operation(), parts == 0 ? at.number() : 0.0, a, b});
        }
        outputs_.push_back(slot.at(formula.identity()));
    }
    slots_.resize(inputs_ + instructions_.size());
    slopes_.resize(slots_.size());
}

void Tape::forward(const double* in) const {
    std::copy(in, in + inputs_, slots_.begin());
    for (std::size_t i = 0; i < instructions_.size(); ++i) {
        const auto& at = instructions_[i];
        slots_[inputs_ + i] = at.operation == Operation::number
                                  ? at.value
                                  : computed(at.operation, slots_[static_cast<std::size_t>(at.a)], slots_[static_cast<std::size_t>(at.b)]);
    }
}

void Tape::slope_of(std::size_t input) const {
    std::fill(slopes_.begin(), slopes_.begin() + static_cast<std::ptrdiff_t>(inputs_), 0.0);
    slopes_[input] = 1.0;
    for (std::size_t i = 0; i < instructions_.size(); ++i) {
        const auto& at = instructions_[i];
        const auto a = static_cast<std::size_t>(at.a), b = static_cast<std::size_t>(at.b);
        const double db = arity(at.operation) == 2 ? slopes_[b] : 0.0;
        slopes_[inputs_ + i] =
            at.operation == Operation::number ? 0.0 : slope(at.operation, slots_[inputs_ + i], slots_[a], slots_[b], slopes_[a], db);
    }
}

void Tape::evaluate(const double* in, double* out) const {
    forward(in);
    for (std::size_t o = 0; o < outputs_.size(); ++o) out[o] = slots_[static_cast<std::size_t>(outputs_[o])];
}

void Tape::differentiate(const double* in, std::size_t count, double* slopes) const {
    forward(in);
    for (std::size_t input = 0; input < count; ++input) {
        slope_of(input);
        for (std::size_t o = 0; o < outputs_.size(); ++o) {
            slopes[input * outputs_.size() + o] = slopes_[static_cast<std::size_t>(outputs_[o])];
        }
    }
}

}  // namespace abscope::math
