// Fits to measurements: reading of the table, recovery of known parameters, and the check of the sampler by ranks.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/embedded.hpp"
#include "core/parallel.hpp"
#include "fit/data_problem.hpp"
#include "fit/rank_check.hpp"
#include "io/toml.hpp"
#include "math/cma_es.hpp"

using namespace abscope;
using namespace abscope::fit;

namespace {

const immune::t2::ParameterSet& the_set() {
    static const auto set = [] {
        const std::string file = "immune/models/t2/parameters.toml";
        return immune::t2::read_parameters(io::parse_toml(core::embedded_file(file), file).value()).value();
    }();
    return set;
}

scorecard::FreeParameters free_of(const std::vector<std::string>& names) {
    return scorecard::FreeParameters::named(the_set(), names).value();
}

const std::string two_mice =
    "ID,TIME,AMT,EVID,CMT,DV,MDV\n"
    "1,0,.,0,VOLUME0,50,0\n1,3,8,1,RT,.,1\n1,4,8,1,RT,.,1\n1,8,.,0,VOLUME0,60,0\n1,12,.,0,VOLUME0,55,0\n1,16,.,0,VOLUME0,70,0\n"
    "2,0,.,0,VOLUME0,50,0\n2,6,.,0,VOLUME0,140,0\n2,10,.,0,VOLUME0,260,0\n2,14,.,0,VOLUME0,480,0\n";

Result<Dataset> read(const std::string& text) {
    ABSCOPE_TRY(const auto table, io::parse_nonmem(text, "mice.csv"));
    return read_dataset(table);
}

std::string refusal(const std::string& from, const std::string& to) {
    std::string text = two_mice;
    text.replace(text.find(from), from.size(), to);
    const auto data = read(text);
    return data.ok() ? "" : data.error().message();
}

// One mouse, one fraction, measured six times: the reduced problem of the rank check.
const std::string one_mouse =
    "ID,TIME,AMT,EVID,CMT,DV,MDV\n1,0,.,0,VOLUME0,30,0\n1,2,.,0,VOLUME0,1,0\n1,4,.,0,VOLUME0,1,0\n1,5,6,1,RT,.,1\n"
    "1,8,.,0,VOLUME0,1,0\n1,11,.,0,VOLUME0,1,0\n1,15,.,0,VOLUME0,1,0\n1,20,.,0,VOLUME0,1,0\n";

RankProblem mouse_ranks(double wrong_noise) {
    RankProblem problem;
    problem.dimension = 3;
    const auto base = std::make_shared<DataProblem>(read(one_mouse).value(), free_of({"rg", "alpha"}));
    problem.draw_prior = [base](RandomStream& stream) { return base->draw_prior(stream); };
    problem.posterior = [base, wrong_noise](const std::vector<double>& truth, RandomStream& stream) {
        auto simulated = std::make_shared<DataProblem>(*base);
        auto values = base->predictions(truth);
        for (auto& value : values) value = std::max(value, 1e-6) * std::exp(wrong_noise * std::exp(truth.back()) * stream.normal());
        simulated->set_observations(values);
        return Target{3, [simulated](std::span<const double> x, double limit) { return simulated->target().energy(x, limit); }};
    };
    return problem;
}

}  // namespace

TEST_CASE("a table in the NONMEM layout becomes subjects, courses and measurements") {
    const auto data = read(two_mice);
    REQUIRE_MESSAGE(data.ok(), (data.ok() ? "" : data.error().message()));
    REQUIRE(data->subjects.size() == 2);
    CHECK(data->lesions == 1);
    CHECK(data->subjects[0].initial_mm3[0] == 50.0);
    CHECK(data->subjects[0].regimen.size() == 2);
    CHECK(std::get<immune::Fraction>(data->subjects[0].regimen[0].act).lesion_gy[0] == 8.0);
    CHECK(data->observations() == 6);
}

TEST_CASE("a table that is wrong is refused with its line and a reason") {
    CHECK(refusal("1,3,8,1,RT", "1,3,8,4,RT").find("mice.csv:3: EVID is 4") != std::string::npos);
    CHECK(refusal("1,3,8,1,RT", "1,3,-8,1,RT").find("positive amount") != std::string::npos);
    CHECK(refusal("1,3,8,1,RT", "1,3,8000,1,RT").find("at most 1000 Gy") != std::string::npos);
    CHECK(refusal("1,3,8,1,RT,", "1,3,8,1,anti_pd9,").find("no dose goes to CMT 'anti_pd9'") != std::string::npos);
    CHECK(refusal("1,8,.,0,VOLUME0,60", "1,8,.,0,VOLUMEX,60").find("nothing is measured in CMT 'VOLUMEX'") != std::string::npos);
    CHECK(refusal("1,8,.,0,VOLUME0,60", "1,8,.,0,VOLUME0,-60").find("no measured quantity is negative") != std::string::npos);
    CHECK(refusal("1,8,.,0,VOLUME0,60", "1,8,.,0,VOLUME0,sixty").find("DV is 'sixty'") != std::string::npos);
    CHECK(refusal("1,8,.,0,VOLUME0,60", "1,8,.,0,VOLUME0,.").find("without DV") != std::string::npos);
    CHECK(refusal("1,8,.,0,VOLUME0,60", "1,2,.,0,VOLUME0,60").find("backwards") != std::string::npos);
    CHECK(refusal("2,14,", "1,14,").find("second time") != std::string::npos);
    CHECK(refusal("1,0,.,0,VOLUME0,50", "1,0,.,0,VOLUME0,0").find("begins at 0 mm3") != std::string::npos);
    CHECK(refusal(",MDV", ",MISSING").find("MDV") != std::string::npos);
    CHECK(read("ID,TIME,AMT,EVID,CMT,DV,MDV\n").error().message().find("no record") != std::string::npos);
    CHECK(read("ID,TIME,AMT,EVID,CMT,DV,MDV\n1,0,8,1,RT,.,1\n").error().message().find("no observation") != std::string::npos);
}

TEST_CASE("free parameters that do not exist, stand twice or are zero are refused") {
    const auto message = [](const std::vector<std::string>& names) {
        const auto free = scorecard::FreeParameters::named(the_set(), names);
        return free.ok() ? std::string() : free.error().message();
    };
    CHECK(message({"alpa"}).find("no parameter 'alpa'") != std::string::npos);
    CHECK(message({"alpha", "alpha"}).find("twice") != std::string::npos);
    CHECK(message({"siteL"}).find("logarithm") != std::string::npos);
    CHECK(message({"ct27.alpha"}).find("no parameter 'ct27.alpha'") != std::string::npos);
    CHECK(message({}).find("nothing to fit") != std::string::npos);
    CHECK(message({"alpha", "ct26.alpha"}).empty());
}

TEST_CASE("CMA-ES recovers the parameters from measurements without noise") {
    DataProblem problem(read(two_mice).value(), free_of({"rg", "alpha"}));
    std::vector<double> truth = problem.start();
    truth[0] += 0.25;
    truth[1] -= 0.3;
    problem.set_observations(problem.predictions(truth));
    const auto target = problem.target();
    math::CmaOptions options;
    options.evaluations = 900;
    options.sigma = 0.2;
    const auto found = math::minimise_cma([&](std::span<const double> x) { return target(x); }, problem.start(), options);
    // The prior pulls a little; the error shrinks until its own prior stops it.
    CHECK(std::abs(found.x[0] - truth[0]) < 0.03);
    CHECK(std::abs(found.x[1] - truth[1]) < 0.05);
    CHECK(found.x[2] < std::log(0.2));
}

TEST_CASE("chi-square tail: tabulated quantiles") {
    CHECK(chi_square_tail(3.841, 1) == doctest::Approx(0.05).epsilon(1e-3));
    CHECK(chi_square_tail(18.307, 10) == doctest::Approx(0.05).epsilon(1e-3));
    CHECK(chi_square_tail(23.209, 10) == doctest::Approx(0.01).epsilon(1e-3));
    CHECK(chi_square_tail(2.0, 2) == doctest::Approx(std::exp(-1.0)));
    std::vector<int> uneven(100, 0);
    CHECK(uniformity_p(uneven, 19, 10) < 1e-6);
}

TEST_CASE("ranks of a conjugate normal problem are uniform, and a wrong posterior is found out") {
    RankProblem problem;
    problem.dimension = 1;
    problem.draw_prior = [](RandomStream& stream) { return std::vector{stream.normal()}; };
    const auto with_noise = [](double claimed) {
        return [claimed](const std::vector<double>& truth, RandomStream& stream) {
            const double y = truth[0] + stream.normal();
            return Target{1, [y, claimed](std::span<const double> x, double) {
                              return 0.5 * x[0] * x[0] + 0.5 * (y - x[0]) * (y - x[0]) / (claimed * claimed);
                          }};
        };
    };
    RankOptions options;
    options.repetitions = 300;
    options.markov.generations = 600;
    options.markov.chains = 3;
    problem.posterior = with_noise(1.0);
    CHECK(uniformity_p(ranks(problem, options)[0], options.draws, 10) > 0.01);
    problem.posterior = with_noise(0.4);
    CHECK(uniformity_p(ranks(problem, options)[0], options.draws, 10) < 0.01);
}

// Size: 3 unknowns (growth rate, alpha, error), 6 measurements of one mouse, 200 repetitions, 3 chains of 300 moves.
TEST_CASE("[validation] simulation-based calibration: ranks of the twin's parameters are uniform") {
    RankOptions options;
    options.repetitions = 200;
    options.markov.chains = 3;
    options.markov.generations = 300;
    options.markov.archive_every = 5;
    const auto by_unknown = ranks(mouse_ranks(1.0), options);
    for (std::size_t k = 0; k < by_unknown.size(); ++k) {
        const double p = uniformity_p(by_unknown[k], options.draws, 10);
        MESSAGE("unknown " << k << ": p = " << p);
        CHECK(p > 0.01);
    }
}
