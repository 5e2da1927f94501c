// MathML of SBML files as formulas. Belongs to io; the rest of the reader is in sbml_read.cpp.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "core/result.hpp"
#include "io/xml.hpp"
#include "math/ode_model.hpp"

namespace abscope::io {

/// A function that the file defines: its arguments and the element of its body.
struct SbmlFunction {
    std::vector<std::string> arguments;
    const XmlElement* body = nullptr;
};

/// What formulas refer to.
struct SbmlScope {
    std::string file;
    std::map<std::string, SbmlFunction> functions;
    /// The formula behind a name; the line is for the message.
    std::function<Result<math::Expression>(const std::string& name, int line)> look_up;
};

/// The formula of a <math> element.
Result<math::Expression> sbml_formula(const XmlElement& math, const SbmlScope& scope);

/// A refusal: file, line, what.
Error sbml_refusal(const std::string& file, int line, std::string problem, std::string why = {}, std::string suggestion = {});

}  // namespace abscope::io
