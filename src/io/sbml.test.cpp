// SBML: what is read, what it means, what is refused, and that writing and reading agree.
#include "io/sbml.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "io/xml.hpp"

using namespace abscope;
using namespace abscope::io;

namespace {

constexpr const char* head =
    "<?xml version=\"1.0\"?>\n<sbml xmlns=\"http://www.sbml.org/sbml/level3/version2/core\" level=\"3\" version=\"2\">\n<model id=\"m\">\n";
constexpr const char* tail = "</model>\n</sbml>\n";
constexpr const char* time_text =
    "<csymbol encoding=\"text\" definitionURL=\"http://www.sbml.org/sbml/symbols/time\"> t </csymbol>";

std::string in_model(const std::string& body) { return head + body + tail; }
std::string decay_with(const std::string& more) {
    return in_model(
        "<listOfParameters><parameter id=\"x\" value=\"8\" constant=\"false\"/><parameter id=\"k\" value=\"0.5\" constant=\"true\"/></listOfParameters>\n"
        "<listOfRules><rateRule variable=\"x\"><math><apply><minus/><apply><times/><ci>k</ci><ci>x</ci></apply></apply></math></rateRule></listOfRules>\n" +
        more);
}
math::OdeModel read(const std::string& text) {
    auto model = parse_sbml(text, "m.xml");
    REQUIRE_MESSAGE(model.ok(), (model.ok() ? "" : model.error().message()));
    return std::move(model).value();
}
std::string refusal(const std::string& text) {
    const auto model = parse_sbml(text, "m.xml");
    REQUIRE_FALSE(model.ok());
    return model.error().message();
}
bool says(const std::string& message, const char* words) { return message.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("XML: elements, attributes, text, comments; what is broken is refused with its line") {
    const auto root = parse_xml("<?xml version='1.0'?><!-- c --><a:b x='1 &lt; 2'>t<c/>u<![CDATA[<&]]></a:b>", "f").value();
    CHECK(root.name == "b");
    CHECK(root.prefix == "a");
    CHECK(*root.attribute("x") == "1 < 2");
    CHECK(root.text == "tu<&");
    CHECK(root.children.size() == 1);
    for (const char* broken : {"", "<a>", "<a></b>", "<a x=1/>", "<a x='1' x='2'/>", "<a>&foo;</a>", "<!DOCTYPE a><a/>", "<a/><b/>", "<a x='1"}) {
        const auto bad = parse_xml(broken, "f");
        CHECK_MESSAGE(!bad.ok(), broken);
    }
    CHECK(says(parse_xml("<a>\n<b>\n</a>", "f").error().message(), "line 3"));
    CHECK(xml_text("a<b & \"c\"") == "a&lt;b &amp; &quot;c&quot;");
}

TEST_CASE("SBML: a rate rule, an event at a time, and the solution") {
    const auto model = read(decay_with(std::string("<listOfEvents><event useValuesFromTriggerTime=\"true\"><trigger initialValue=\"false\" persistent=\"true\"><math><apply><geq/>") +
                                       time_text +
                                       "<cn>2</cn></apply></math></trigger><listOfEventAssignments><eventAssignment variable=\"x\"><math><apply><plus/><ci>x</ci>"
                                       "<cn type=\"e-notation\">1<sep/> 0</cn></apply></math></eventAssignment></listOfEventAssignments></event></listOfEvents>"));
    const auto run = math::run_model(model, {2.0, 3.0});
    CHECK(run.states[0][0] == doctest::Approx(8.0 * std::exp(-1.0)).epsilon(1e-7));
    CHECK(run.states[1][0] == doctest::Approx((8.0 * std::exp(-1.0) + 1.0) * std::exp(-0.5)).epsilon(1e-7));
}

TEST_CASE("SBML: reactions between species in a compartment, a function, an initial assignment, an assignment rule") {
    // 2 A -> B with v = f(k, A)·V in a compartment of 4: A' = −2 k A, B' = k A; A(0) = 3·k = 1.5.
    const auto model = read(in_model(
        "<listOfFunctionDefinitions><functionDefinition id=\"f\"><math><lambda><bvar><ci>p</ci></bvar><bvar><ci>q</ci></bvar><apply><times/><ci>p</ci><ci>q</ci></apply></lambda></math></functionDefinition></listOfFunctionDefinitions>"
        "<listOfCompartments><compartment id=\"V\" size=\"4\" constant=\"true\"/></listOfCompartments>"
        "<listOfSpecies><species id=\"A\" compartment=\"V\" initialAmount=\"99\" hasOnlySubstanceUnits=\"false\" boundaryCondition=\"false\" constant=\"false\"/>"
        "<species id=\"B\" compartment=\"V\" initialConcentration=\"0\" hasOnlySubstanceUnits=\"true\" boundaryCondition=\"false\" constant=\"false\"/></listOfSpecies>"
        "<listOfParameters><parameter id=\"total\" constant=\"false\"/><parameter id=\"k\" value=\"0.5\" constant=\"true\"/></listOfParameters>"
        "<listOfInitialAssignments><initialAssignment symbol=\"A\"><math><apply><times/><cn>3</cn><ci>k</ci></apply></math></initialAssignment></listOfInitialAssignments>"
        "<listOfRules><assignmentRule variable=\"total\"><math><apply><plus/><ci>A</ci><apply><divide/><ci>B</ci><ci>V</ci></apply></apply></math></assignmentRule></listOfRules>"
        "<listOfReactions><reaction id=\"r\" reversible=\"false\"><listOfReactants><speciesReference species=\"A\" stoichiometry=\"2\" constant=\"true\"/></listOfReactants>"
        "<listOfProducts><speciesReference species=\"B\" constant=\"true\"/></listOfProducts>"
        "<kineticLaw><math><apply><times/><apply><ci>f</ci><ci>local</ci><ci>A</ci></apply><ci>V</ci></apply></math>"
        "<listOfLocalParameters><localParameter id=\"local\" value=\"0.25\"/></listOfLocalParameters></kineticLaw></reaction></listOfReactions>"));
    CHECK(model.states == std::vector<std::string>{"A", "B"});
    const auto run = math::run_model(model, {0.0, 2.0});
    const double a = 1.5 * std::exp(-1.0);
    CHECK(run.states[0][0] == 1.5);
    CHECK(run.states[1][0] == doctest::Approx(a).epsilon(1e-7));
    CHECK(run.states[1][1] == doctest::Approx(4.0 * (1.5 - a) / 2.0).epsilon(1e-7));
    CHECK(run.states[1][2] == doctest::Approx(a + (1.5 - a) / 2.0).epsilon(1e-7));
}

TEST_CASE("SBML: what is written reads back as the same model") {
    const auto x = math::Expression::symbol("x"), y = math::Expression::symbol("y"), k = math::Expression::symbol("k");
    math::OdeModel model;
    model.name = "pair";
    model.start = -10.0;
    model.states = {"x", "y"};
    model.titles = {"a <name>", ""};
    model.initial = {1e-5, 2.0};
    model.constants = {{"k", 0.3}};
    const auto shared = k * x / (y + 1.0);
    model.rates = {exp(-shared) - root(y) * 1e-7, shared - pow(y, k) + math::Expression::symbol("time") * 0.01};
    model.events = {{-5.0, "twice", {{0, 2.0 * x}}}, {-5.0, "swap", {{0, y}, {1, x}}}};
    model.observables = {{"sum", x + y}};
    const auto text = write_sbml(model);
    CHECK(text.find("a &lt;name&gt;") != std::string::npos);
    const auto back = read(text);
    CHECK(back.states == model.states);
    const auto ours = math::run_model(model, {-9.0, -5.0, 3.0});
    const auto theirs = math::run_model(back, {1.0, 5.0, 13.0});
    for (std::size_t d = 0; d < 3; ++d) {
        for (const std::size_t s : {0u, 1u}) CHECK(theirs.states[d][s] == doctest::Approx(ours.states[d][s]).epsilon(1e-9));
        // Shared parts of formulas are observables too; "sum" is one of them.
        const auto sum = std::find_if(back.observables.begin(), back.observables.end(), [](const auto& o) { return o.first == "sum"; });
        const auto at = 2 + static_cast<std::size_t>(sum - back.observables.begin());
        CHECK(theirs.states[d].at(at) == doctest::Approx(ours.states[d].back()).epsilon(1e-9));
    }
}

TEST_CASE("SBML: what is beyond the subset is refused by name and line") {
    CHECK(says(refusal("<html/>"), "the document is <html>"));
    CHECK(says(refusal(decay_with("<listOfConstraints/>")), "<listOfConstraints>"));
    CHECK(says(refusal(in_model("<listOfParameters/>")), "nothing in the model changes"));
    CHECK(says(refusal(decay_with("<listOfEvents><event><delay/></event></listOfEvents>")), "a delay"));
    CHECK(says(refusal(decay_with("<listOfEvents><event><trigger><math><apply><geq/><ci>x</ci><cn>1</cn></apply></math></trigger></event></listOfEvents>")),
               "events at given times"));
    CHECK(says(refusal(decay_with("<listOfReactions><reaction fast=\"true\"/></listOfReactions>")), "fast"));
    const auto rule = [](const std::string& formula) {
        return in_model("<listOfParameters><parameter id=\"x\" value=\"1\" constant=\"false\"/></listOfParameters>\n<listOfRules><rateRule variable=\"x\"><math>" + formula +
                        "</math></rateRule></listOfRules>");
    };
    CHECK(says(refusal(rule("<piecewise/>")), "line 5: <piecewise> in a formula"));
    CHECK(says(refusal(rule("<ci>nobody</ci>")), "'nobody' in a formula does not exist"));
    CHECK(says(refusal(rule("<apply><sin/><ci>x</ci></apply>")), "<sin>"));
    CHECK(says(refusal(rule("<cn>12a</cn>")), "'12a' cannot be read"));
    CHECK(says(refusal(in_model("<listOfParameters><parameter id=\"x\" constant=\"false\"/></listOfParameters><listOfRules><rateRule variable=\"x\"><math><cn>1</cn></math></rateRule></listOfRules>")),
               "'x' has no value"));
    CHECK(says(refusal(in_model("<listOfParameters><parameter id=\"x\" value=\"1\" constant=\"false\"/></listOfParameters><listOfRules><algebraicRule/></listOfRules>")),
               "<algebraicRule>"));
    CHECK(says(refusal(in_model("<listOfParameters><parameter id=\"x\" constant=\"false\"/></listOfParameters><listOfRules><assignmentRule variable=\"x\"><math><ci>x</ci></math></assignmentRule></listOfRules>")),
               "needs itself"));
}
