// Doses and observations of patients in the column layout of NONMEM [@beal2018]: ID TIME AMT EVID CMT DV MDV, comma-separated.
// TIME is in days; CMT names what is dosed or observed; radiotherapy is CMT = RT with AMT in Gy. docs/formats/nonmem.md says
// what of NONMEM's rules is kept.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace abscope::io {

/// One row: a dose (EVID 1) or an observation (EVID 0).
struct NonmemRow {
    std::string id;
    double time_day = 0.0;        ///< [d]
    double amount = 0.0;          ///< doses: AMT [Gy for RT, else the unit of the compartment]
    bool is_dose = false;
    std::string compartment;      ///< as written: "RT", "anti_pd1", "VOLUME0", "2"
    double observed = 0.0;        ///< DV [unit of the observed quantity]; NaN: missing (MDV 1)
    std::vector<double> covariates;  ///< values of the further columns, NaN where missing [as given]
    int line = 0;                 ///< of the file
};

struct NonmemTable {
    std::string file;
    std::vector<std::string> covariates;  ///< names of the further columns
    std::vector<NonmemRow> rows;          ///< in the order of the file: patient by patient, time not falling

    /// Patients in the order of the file.
    std::vector<std::string> patients() const;
};

/// Refused, with the line: a missing column, text where a number belongs, time that runs backwards within a patient, a patient whose
/// rows are not together, a dose without an amount, an observation with one, EVID other than 0 and 1, and ADDL, II, SS or RATE
/// that are not zero (they would give doses that no row shows).
Result<NonmemTable> read_nonmem(const std::filesystem::path& path);
Result<NonmemTable> parse_nonmem(std::string_view text, const std::string& file);

/// The file's text; reading it gives the same table.
std::string write_nonmem(const NonmemTable& table);

}  // namespace abscope::io
