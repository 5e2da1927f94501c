// Fixture.
#pragma once
namespace abscope::dose {

// Effect of dose [Gy] with alpha [1/Gy].
double effect(double dose, double alpha, double beta);

// Suffixes speak for themselves.
double bed(double dose_gy, double t_day, double rate_per_day);

double inline_comments(double a,          // [mm]
                       double b /* [-] */,
                       double c);

// Not a raw double: std::vector<double> is a curve, Gray has its type.
double mean(const std::vector<double>& v, Gray g, int n, std::function<double(double)> f);

// Spans count. depth [mm]
void fill(std::span<const double> depth, std::span<double> out);

// `near`: the close one, in steps [mm]. `far`: no unit. far and `near` again.
double between(double near, double far);

class Evaluator {
public:
    explicit Evaluator(double threshold);
    // value [Gy]
    double operator()(double value) const { return value * factor(2.0); }
};

struct Result {
    double mean_gy = 0.0, share = 0.5;
    double slope = 1.0;  ///< [1/Gy]
    std::vector<double> weight;
    std::optional<double> interval_day;
    // level [-]
    double level{0.5};
    int count = 0;
    double twice(double x_gy) const {
        double local = 2.0 * x_gy;
        if (local > 0) {
            double deeper = local;
            return deeper;
        }
        return local;
    }
    double after = 0.0;

private:
    double hidden_ = 0.0;
};

}  // namespace abscope::dose
