// How an Error reads, and the four ways to make one.
#include "core/result.hpp"

namespace abscope {

std::string Error::message() const {
    std::string text;
    for (auto it = context.rbegin(); it != context.rend(); ++it) text += *it + ": ";
    text += problem;
    if (!why.empty()) text += " (" + why + ")";
    if (!suggestion.empty()) text += " " + suggestion;
    return text;
}

static Error make(ErrorKind kind, std::string problem, std::string why, std::string suggestion) {
    return Error{kind, std::move(problem), std::move(why), std::move(suggestion), {}};
}

Error bad_input(std::string problem, std::string why, std::string suggestion) {
    return make(ErrorKind::input, std::move(problem), std::move(why), std::move(suggestion));
}

Error bad_output(std::string problem, std::string why, std::string suggestion) {
    return make(ErrorKind::output, std::move(problem), std::move(why), std::move(suggestion));
}

Error bad_usage(std::string problem, std::string why, std::string suggestion) {
    return make(ErrorKind::usage, std::move(problem), std::move(why), std::move(suggestion));
}

Error failed_check(std::string problem, std::string why, std::string suggestion) {
    return {ErrorKind::check, std::move(problem), std::move(why), std::move(suggestion), {}};
}

Error interrupted() {
    return make(ErrorKind::interrupted, "stopped", "interrupted by the user", "nothing was written");
}

}  // namespace abscope
