// The sections of the report in their order; each stands in a file of its own (section_*.cpp).
#pragma once

#include <string>

#include "report/page.hpp"

namespace abscope::report {

/// Case name, schedule, summary in plain words, key figures.
std::string header_html(const Context& context);

Section plan_section(const Context& context);        ///< three planes with dose wash, isodoses, contours
Section dvh_section(const Context& context);         ///< DVH chart, structures, metrics
Section blood_section(const Context& context);       ///< dose to the circulating blood
Section count_section(const Context& context);       ///< lymphocytes over time
Section windows_section(const Context& context);     ///< dose–immune windows
Section timeline_section(const Context& context);    ///< everything given, on one axis
Section lesions_section(const Context& context);     ///< lesions and draining nodes
Section twin_section(const Context& context);        ///< the place of the twin's trajectories
Section toxicity_section(const Context& context);    ///< organs at risk, brain necrosis, bowel
Section biomarkers_section(const Context& context);  ///< records and their use
Section notes_section(const Context& context);       ///< warnings and assumptions
Section parameters_section(const Context& context);  ///< every parameter, references
Section evidence_section(const Context& context);    ///< entries behind the ids
Section reproduce_section(const Context& context);   ///< version, seed, command, digests
Section glossary_section(const Context& context);

}  // namespace abscope::report
