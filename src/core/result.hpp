// Result<T>: how bad input travels. An Error carries a message and the chain of what we were doing when it happened.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/contract.hpp"

namespace abscope {

/// What kind of failure; decides the exit status (docs/guide/exit-status.md).
enum class ErrorKind {
    check,        ///< a check of ours did not hold, the result was delivered all the same: exit 1
    input,        ///< missing, unreadable or invalid input: exit 3
    usage,        ///< the command line itself is wrong: exit 2
    output,       ///< the output cannot be written: exit 4
    interrupted,  ///< the user asked to stop: exit 130
};

/// Bad input, said in the grammar `<problem> (<why it is one>) <suggestion>`.
struct Error {
    ErrorKind kind = ErrorKind::input;
    std::string problem;               ///< what is wrong
    std::string why;                   ///< why that is a problem; may be empty
    std::string suggestion;            ///< what to do about it; may be empty
    std::vector<std::string> context;  ///< innermost first: "in file 'x.dcm'", "reading RTDOSE"

    /// Adds one level of context on the way up.
    Error&& within(std::string where) && {
        context.push_back(std::move(where));
        return std::move(*this);
    }
    /// The whole message, one line: context outermost first, then problem (why) suggestion.
    std::string message() const;
};

/// Either a value or an Error.
template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & {
        ABSCOPE_EXPECT(ok());
        return std::get<0>(state_);
    }
    const T& value() const& {
        ABSCOPE_EXPECT(ok());
        return std::get<0>(state_);
    }
    T&& value() && {
        ABSCOPE_EXPECT(ok());
        return std::move(std::get<0>(state_));
    }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const& {
        ABSCOPE_EXPECT(!ok());
        return std::get<1>(state_);
    }
    Error&& error() && {
        ABSCOPE_EXPECT(!ok());
        return std::move(std::get<1>(state_));
    }
    /// The same result, with context added if it failed.
    Result within(std::string where) && {
        if (!ok()) return std::get<1>(std::move(state_)).within(std::move(where));
        return std::move(*this);
    }

  private:
    std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    bool ok() const { return !error_.has_value(); }
    explicit operator bool() const { return ok(); }
    const Error& error() const& {
        ABSCOPE_EXPECT(!ok());
        return *error_;
    }
    Error&& error() && {
        ABSCOPE_EXPECT(!ok());
        return std::move(*error_);
    }
    Result within(std::string where) && {
        if (!ok()) return std::move(*error_).within(std::move(where));
        return {};
    }

  private:
    std::optional<Error> error_;
};

/// Bad input: problem, why, suggestion.
Error bad_input(std::string problem, std::string why = {}, std::string suggestion = {});
/// Output that cannot be written.
Error bad_output(std::string problem, std::string why = {}, std::string suggestion = {});
/// A wrong command line.
Error bad_usage(std::string problem, std::string why = {}, std::string suggestion = {});
/// A check of ours that did not hold.
Error failed_check(std::string problem, std::string why = {}, std::string suggestion = {});
/// Stopped by the user.
Error interrupted();

}  // namespace abscope

/// Gives the value of a Result or returns its error to the caller: `ABSCOPE_TRY(auto x, parse(text));`
#define ABSCOPE_TRY_CAT2(a, b) a##b
#define ABSCOPE_TRY_CAT(a, b) ABSCOPE_TRY_CAT2(a, b)
#define ABSCOPE_TRY_IMPL(temporary, declaration, expression) \
    auto temporary = (expression);                           \
    if (!temporary.ok()) return std::move(temporary).error(); \
    declaration = std::move(temporary).value()
#define ABSCOPE_TRY(declaration, ...) \
    ABSCOPE_TRY_IMPL(ABSCOPE_TRY_CAT(abscope_try_, __LINE__), declaration, (__VA_ARGS__))
/// Returns the error of a Result<void>, or goes on.
#define ABSCOPE_CHECK_OK(...)                                                        \
    do {                                                                             \
        if (auto abscope_check = (__VA_ARGS__); !abscope_check.ok())                 \
            return std::move(abscope_check).error();                                 \
    } while (false)
