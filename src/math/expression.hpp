// Formulas as values: sums, products, powers, exponentials of numbers and symbols. A right-hand side that is a template over its
// number type becomes its own formulas when it is called with Expressions; a formula that was read from a file becomes a
// Tape that computes it and its derivatives. Belongs to math.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace abscope::math {

enum class Operation { number, symbol, plus, minus, times, divide, negate, power, root, exponential, logarithm };

/// An immutable formula; copies share their parts.
class Expression {
  public:
    struct Node;

    Expression();              ///< 0
    Expression(double value);  ///< value [-]; implicit, so that formulas mix with numbers
    static Expression symbol(std::string name);
    static Expression of(Operation operation, const Expression& a, const Expression& b);
    static Expression of(Operation operation, const Expression& a);

    Operation operation() const;
    double number() const;            ///< [-]; of a number
    const std::string& name() const;  ///< of a symbol
    const Expression& first() const;
    const Expression& second() const;
    bool is_number(double value) const;  ///< value [-]
    const Node* identity() const { return node_.get(); }

  private:
    explicit Expression(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
    std::shared_ptr<const Node> node_;
};

/// Number of parts: 0 for numbers and symbols, 1 or 2 otherwise.
int arity(Operation operation);

inline Expression operator+(const Expression& a, const Expression& b) { return Expression::of(Operation::plus, a, b); }
inline Expression operator-(const Expression& a, const Expression& b) { return Expression::of(Operation::minus, a, b); }
inline Expression operator*(const Expression& a, const Expression& b) { return Expression::of(Operation::times, a, b); }
inline Expression operator/(const Expression& a, const Expression& b) { return Expression::of(Operation::divide, a, b); }
inline Expression operator-(const Expression& a) { return Expression::of(Operation::negate, a); }
inline Expression& operator+=(Expression& a, const Expression& b) { return a = a + b; }
inline Expression& operator*=(Expression& a, const Expression& b) { return a = a * b; }
inline Expression root(const Expression& a) { return Expression::of(Operation::root, a); }
inline Expression exp(const Expression& a) { return Expression::of(Operation::exponential, a); }
inline Expression log(const Expression& a) { return Expression::of(Operation::logarithm, a); }
inline Expression pow(const Expression& a, const Expression& b) { return Expression::of(Operation::power, a, b); }

/// The symbols in some formulas, each once, sorted.
std::vector<std::string> symbols_in(std::span<const Expression> formulas);

/// Several formulas as a list of instructions over numbered slots; a part that they share is computed once.
class Tape {
  public:
    /// Every symbol of the formulas must be among `inputs`.
    Tape(std::span<const Expression> formulas, std::span<const std::string> inputs);

    std::size_t inputs() const { return inputs_; }
    std::size_t outputs() const { return outputs_.size(); }
    /// out = formulas(in).
    void evaluate(const double* in, double* out) const;
    /// column-major derivatives of the outputs with respect to the first `count` inputs: slopes[input·outputs() + output].
    void differentiate(const double* in, std::size_t count, double* slopes) const;

  private:
    struct Instruction {
        Operation operation;
        double value;
        int a, b;
    };
    void forward(const double* in) const;
    void slope_of(std::size_t input) const;

    std::size_t inputs_;
    std::vector<Instruction> instructions_;  // slot inputs_ + i
    std::vector<int> outputs_;
    mutable std::vector<double> slots_, slopes_;  // workspace: a Tape belongs to one thread
};

}  // namespace abscope::math
