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

class Evaluator {
public:
    explicit Evaluator(double threshold);
    // value [Gy]
    double operator()(double value) const { return value * factor(2.0); }
};

}  // namespace abscope::dose
