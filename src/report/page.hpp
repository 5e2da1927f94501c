// Building blocks of the page: sections, figures with caption and CSV link, tables, notes. Used by every section file.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "report/colour.hpp"
#include "report/study_result.hpp"

namespace abscope::report {

/// What every section is given.
struct Context {
    const StudyResult& study;
    StructureStyles styles;
};

/// One section of the page.
struct Section {
    std::string id;     ///< anchor
    std::string title;
    std::string html;   ///< below the heading
};

/// Where a picture is shown: a wide one for desks and paper, a narrow one for phones. `width` [px].
struct Medium {
    double width = 0.0;
    bool narrow = false;
};
inline constexpr Medium wide_medium{900, false};
inline constexpr Medium half_medium{440, false};
inline constexpr Medium narrow_medium{344, true};

/// The picture drawn for desks (`width` px) and again for phones; the page shows the one that fits.
std::string for_both(const std::function<std::string(Medium)>& draw, Medium wide = wide_medium);

/// A link to the CSV with the same numbers (`csv` without folder).
std::string csv_link(std::string_view csv);

/// A figure: picture, caption that says what is seen, link to the CSV with the same numbers (`csv` without folder).
std::string figure(std::string_view id, std::string_view picture, std::string_view caption, std::string_view csv = {},
                   std::string_view style = {});

/// A place where something is not there, and why.
std::string empty_state(std::string_view title, std::string_view text);

/// A line of a legend: a sample of the line style and its name.
std::string legend(const std::vector<std::pair<std::string, std::string>>& style_and_name);

/// Details that most readers pass over: a line that opens them (on paper they are always open).
std::string folded(std::string_view summary, std::string_view html);

/// Reference keys and evidence ids as links to the list of sources and to the evidence where they are there; other text as it is.
std::string source_link(const StudyResult& study, std::string_view key);

/// A table. Cells are HTML: escape what comes from outside.
class Table {
  public:
    enum class Align { left, right };
    struct Column {
        std::string title;
        Align align = Align::left;
    };
    Table(std::string caption, std::vector<Column> columns) : caption_(std::move(caption)), columns_(std::move(columns)) {}
    void row(std::vector<std::string> cells, std::string_view style = {});
    bool empty() const { return rows_.empty(); }
    /// The table in a box that scrolls sideways on its own where it is too wide.
    std::string str() const;

  private:
    std::string caption_;
    std::vector<Column> columns_;
    std::string rows_;
};

}  // namespace abscope::report
