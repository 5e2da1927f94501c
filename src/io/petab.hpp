// Estimation problems as PEtab [@schmiester2021], version 1 of the format: SBML models with conditions, observables, measurements
// and parameters as tab-separated tables, and one YAML file that names them. Belongs to io.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "math/ode_model.hpp"

namespace abscope::io {

struct PetabParameter {
    std::string id;
    double lower = 0.0, upper = 0.0, nominal = 0.0;  ///< [unit of the parameter]
};

/// A quantity of the model that is measured; the difference of logarithms is normal with standard deviation `noise`.
struct PetabObservable {
    std::string id;
    std::string formula;  ///< over names of the model
    std::string noise;    ///< a parameter's id, or a number
};

struct PetabMeasurement {
    std::string observable;
    double time = 0.0;   ///< of the model [unit of time]
    double value = 0.0;  ///< [unit of the observable]
};

/// One model with its own events and data: one patient.
struct PetabPart {
    std::string id;
    math::OdeModel model;
    std::vector<std::pair<std::string, std::string>> replaced;  ///< constant of the model, the parameter that stands for it
    std::vector<PetabObservable> observables;
    std::vector<PetabMeasurement> measurements;
};

struct PetabProblem {
    std::vector<PetabParameter> parameters;  ///< all are estimated, on the logarithmic scale
    std::vector<PetabPart> parts;
};

/// The files: name and text. Refused: identifiers that PEtab does not allow, a part without measurements, values that have
/// no logarithm, bounds that do not hold the nominal value, names that nothing defines.
Result<std::vector<std::pair<std::string, std::string>>> petab_files(const PetabProblem& problem);

}  // namespace abscope::io
