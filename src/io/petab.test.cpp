// PEtab: the tables against the published format, and what is refused.
#include "io/petab.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace abscope;
using namespace abscope::io;

namespace {

PetabProblem decay() {
    math::OdeModel model;
    model.name = "decay";
    model.states = {"x"};
    model.initial = {8.0};
    model.constants = {{"k_0", 0.5}};
    model.rates = {-math::Expression::symbol("k_0") * math::Expression::symbol("x")};
    PetabProblem problem;
    problem.parameters = {{"k", 0.05, 5.0, 0.5}, {"sd_x", 0.01, 2.0, 0.2}};
    problem.parts = {{"patient_1", model, {{"k_0", "k"}}, {{"obs_x", "x", "sd_x"}}, {{"obs_x", 1.0, 4.9}, {"obs_x", 2.0, 2.9}}}};
    return problem;
}

std::string refusal(const PetabProblem& problem) {
    const auto files = petab_files(problem);
    REQUIRE_FALSE(files.ok());
    return files.error().message();
}

}  // namespace

TEST_CASE("PEtab: the files that the format's schema requires, with its columns") {
    const auto list = petab_files(decay()).value();
    std::map<std::string, std::string> files(list.begin(), list.end());
    CHECK(files.at("problem.yaml") ==
          "format_version: 1\nparameter_file: parameters.tsv\nproblems:\n  - sbml_files: [model_patient_1.xml]\n"
          "    condition_files: [conditions_patient_1.tsv]\n    observable_files: [observables_patient_1.tsv]\n"
          "    measurement_files: [measurements_patient_1.tsv]\n");
    CHECK(files.at("parameters.tsv") ==
          "parameterId\tparameterScale\tlowerBound\tupperBound\tnominalValue\testimate\n"
          "k\tlog\t0.05\t5\t0.5\t1\nsd_x\tlog\t0.01\t2\t0.2\t1\n");
    CHECK(files.at("conditions_patient_1.tsv") == "conditionId\tk_0\npatient_1\tk\n");
    CHECK(files.at("observables_patient_1.tsv") ==
          "observableId\tobservableFormula\tobservableTransformation\tnoiseFormula\tnoiseDistribution\nobs_x\tx\tlog\tsd_x\tnormal\n");
    CHECK(files.at("measurements_patient_1.tsv") ==
          "observableId\tsimulationConditionId\tmeasurement\ttime\nobs_x\tpatient_1\t4.9\t1\nobs_x\tpatient_1\t2.9\t2\n");
    CHECK(files.at("model_patient_1.xml").find("<rateRule variable=\"x\">") != std::string::npos);
}

TEST_CASE("PEtab: what would not be a problem of estimation is refused") {
    auto problem = decay();
    problem.parts[0].id = "1st";
    CHECK(refusal(problem).find("'1st' cannot be an identifier") != std::string::npos);
    problem = decay();
    problem.parameters[0].lower = 1.0;
    CHECK(refusal(problem).find("bounds are positive and hold the value") != std::string::npos);
    problem = decay();
    problem.parts[0].measurements[0].value = 0.0;
    CHECK(refusal(problem).find("'obs_x' is 0 at time 1") != std::string::npos);
    problem = decay();
    problem.parts[0].measurements[0].observable = "obs_y";
    CHECK(refusal(problem).find("it is no observable") != std::string::npos);
    problem = decay();
    problem.parts[0].replaced = {{"q", "k"}};
    CHECK(refusal(problem).find("one of them does not exist") != std::string::npos);
    problem = decay();
    problem.parts[0].observables[0].noise = "sd_y";
    CHECK(refusal(problem).find("it is no parameter") != std::string::npos);
    CHECK(refusal({}).find("without data") != std::string::npos);
}
