// T2's courses by SUNDIALS' CVODE [@hindmarsh2005]: the peer of the product's integrator in tests and benchmarks. It starts
// anew at each intervention, as a discontinuity demands, and stops at each sample.
#pragma once

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunmatrix/sunmatrix_sparse.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

#include "immune/models/t2/adaptive_step.hpp"
#include "immune/models/t2/interventions.hpp"
#include "immune/models/t2/kernel.hpp"
#include "support/dual_lanes.hpp"

namespace abscope::test {

enum class CvodeMethod { adams, bdf_dense_differences, bdf_dense_exact, bdf_klu };

class CvodeT2 {
  public:
    CvodeT2(const immune::t2::Topology& topology, CvodeMethod method, double relative, double absolute)
        : n_(topology.size()), sparse_(method == CvodeMethod::bdf_klu) {
        SUNContext_Create(nullptr, &context_);
        y_ = N_VNew_Serial(n_, context_);
        memory_ = CVodeCreate(method == CvodeMethod::adams ? CV_ADAMS : CV_BDF, context_);
        CVodeInit(memory_, rates_of, 0.0, y_);
        CVodeSStolerances(memory_, relative, absolute);
        CVodeSetUserData(memory_, this);
        CVodeSetMaxNumSteps(memory_, 10000000);
        CVodeSetErrFile(memory_, nullptr);
        set_up(topology, method);
    }
    CvodeT2(const CvodeT2&) = delete;
    CvodeT2& operator=(const CvodeT2&) = delete;
    ~CvodeT2() {
        CVodeFree(&memory_);
        if (nonlinear_) SUNNonlinSolFree(nonlinear_);
        if (linear_) SUNLinSolFree(linear_);
        if (matrix_) SUNMatDestroy(matrix_);
        N_VDestroy(y_);
        SUNContext_Free(&context_);
    }

    immune::t2::Trajectory run(const immune::t2::Course& course, const std::vector<double>& days) {
        using namespace immune::t2;
        body_ = &course.body;
        const auto regimen = immune::in_order(course.regimen);
        const StateView y{N_VGetArrayPointer(y_)};
        set_initial_state(body_->topology, body_->lesions, body_->cells, y);
        Trajectory out;
        double t = course.start_day;
        CVodeReInit(memory_, t, y_);
        std::size_t sample = 0;
        for (std::size_t event = 0;;) {
            const double until = event < regimen.size() ? regimen[event].time_day : course.end_day;
            CVodeSetStopTime(memory_, until);
            for (; sample < days.size() && days[sample] <= until; ++sample) {
                advance(days[sample], t);
                out.days.push_back(days[sample]);
                out.states.emplace_back(y.first, y.first + n_);
            }
            advance(until, t);
            long steps = 0;
            CVodeGetNumSteps(memory_, &steps);
            out.steps += static_cast<int>(steps);
            if (event == regimen.size()) return out;
            for (; event < regimen.size() && regimen[event].time_day <= until; ++event) {
                apply(body_->topology, body_->lesions, regimen[event], y);
            }
            CVodeReInit(memory_, until, y_);
        }
    }

  private:
    void set_up(const immune::t2::Topology& topology, CvodeMethod method) {
        if (method == CvodeMethod::adams) {
            nonlinear_ = SUNNonlinSol_FixedPoint(y_, 0, context_);
            CVodeSetNonlinearSolver(memory_, nonlinear_);
            return;
        }
        lanes_.resize(topology.lesions());
        at_.resize(n_), out_.resize(n_);
        if (sparse_) {
            find_pattern(topology);
            matrix_ = SUNSparseMatrix(n_, n_, static_cast<long>(rows_.size()), CSC_MAT, context_);
            linear_ = SUNLinSol_KLU(y_, matrix_, context_);
        } else {
            matrix_ = SUNDenseMatrix(n_, n_, context_);
            linear_ = SUNLinSol_Dense(y_, matrix_, context_);
        }
        CVodeSetLinearSolver(memory_, linear_, matrix_);
        if (method != CvodeMethod::bdf_dense_differences) CVodeSetJacFn(memory_, jacobian_of);
    }

    void advance(double until, double& t) {
        if (until - t < 1e-12) return;
        double reached = t;
        CVode(memory_, until, y_, &reached, CV_NORMAL);
        t = until;
    }

    static int rates_of(double, N_Vector y, N_Vector dy, void* self) { return static_cast<CvodeT2*>(self)->rates_at(N_VGetArrayPointer(y), N_VGetArrayPointer(dy)); }
    int rates_at(const double* y, double* dy) { return plain_rates(*body_, y, dy); }

    ABSCOPE_TARGET_CLONES
    static int plain_rates(const immune::t2::Body& body, const double* y, double* dy) {
        immune::t2::rates<double>(body.topology, body.lesions.data(), y, dy);
        return 0;
    }

    // Eight columns from `first` on of the Jacobian into out_.
    void columns(const double* y, int first) {
        for (int s = 0; s < n_; ++s) {
            at_[s] = Dual(y[s]);
            if (s >= first && s < first + 8) at_[s].slope.set(s - first, 1.0);
        }
        for (std::size_t i = 0; i < lanes_.size(); ++i) {
#define ABSCOPE_T2_COPY(name) lanes_[i].name.value = body_->lesions[i].name;
            ABSCOPE_T2_PARAMETERS(ABSCOPE_T2_COPY)
#undef ABSCOPE_T2_COPY
        }
        immune::t2::rates<Dual>(body_->topology, lanes_.data(), at_.data(), out_.data());
    }

    static int jacobian_of(double, N_Vector y, N_Vector, SUNMatrix matrix, void* self, N_Vector, N_Vector, N_Vector) {
        return static_cast<CvodeT2*>(self)->jacobian_at(N_VGetArrayPointer(y), matrix);
    }
    int jacobian_at(const double* y, SUNMatrix matrix) {
        if (sparse_) {
            std::copy(starts_.begin(), starts_.end(), SM_INDEXPTRS_S(matrix));
            std::copy(rows_.begin(), rows_.end(), SM_INDEXVALS_S(matrix));
        }
        for (int first = 0; first < n_; first += 8) {
            columns(y, first);
            for (int c = first; c < std::min(first + 8, n_); ++c) {
                if (sparse_) {
                    for (auto e = starts_[c]; e < starts_[c + 1]; ++e) SM_DATA_S(matrix)[e] = out_[rows_[e]].slope[c - first];
                } else {
                    for (int r = 0; r < n_; ++r) SM_ELEMENT_D(matrix, r, c) = out_[r].slope[c - first];
                }
            }
        }
        return 0;
    }

    // Where the Jacobian can differ from zero: looked up at a state without zeros; the diagonal always.
    void find_pattern(const immune::t2::Topology& topology) {
        immune::t2::Parameters ones;
#define ABSCOPE_T2_ONE(name) ones.name = 1.1;
        ABSCOPE_T2_PARAMETERS(ABSCOPE_T2_ONE)
#undef ABSCOPE_T2_ONE
        const immune::t2::Body body{topology, std::vector<immune::t2::Parameters>(topology.lesions(), ones), {}};
        body_ = &body;
        std::vector<double> y(n_);
        for (int s = 0; s < n_; ++s) y[s] = 1.0 + 0.013 * s;
        for (int first = 0; first < n_; first += 8) {
            columns(y.data(), first);
            for (int c = first; c < std::min(first + 8, n_); ++c) {
                starts_.push_back(static_cast<long>(rows_.size()));
                for (int r = 0; r < n_; ++r) {
                    if (r == c || out_[r].slope[c - first] != 0.0) rows_.push_back(r);
                }
            }
        }
        starts_.push_back(static_cast<long>(rows_.size()));
    }

    int n_;
    bool sparse_;
    const immune::t2::Body* body_ = nullptr;
    SUNContext context_ = nullptr;
    void* memory_ = nullptr;
    N_Vector y_ = nullptr;
    SUNMatrix matrix_ = nullptr;
    SUNLinearSolver linear_ = nullptr;
    SUNNonlinearSolver nonlinear_ = nullptr;
    std::vector<long> starts_, rows_;
    math::LaneVector<immune::t2::ParametersOf<Dual>> lanes_;
    math::LaneVector<Dual> at_, out_;
};

}  // namespace abscope::test
