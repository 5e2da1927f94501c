// What the targets of volume formats share.
#pragma once

#include <string_view>

#include "io/label_map.hpp"
#include "io/volume.hpp"
#include "target.hpp"

namespace abscope::fuzz {

inline int read_as(const char* name, const std::uint8_t* data, std::size_t size) {
    io::VolumeLimits limits;
    limits.voxels = 20'000'000;
    const auto volume = io::parse_volume({reinterpret_cast<const char*>(data), size}, name, limits);
    if (volume.ok() && volume->values.size() < 100'000) (void)io::structures_of(*volume);
    return 0;
}

/// A small label map and a small dose, as they are and not compressed where the format allows it.
inline std::vector<std::string> volume_seeds(const std::string& name) {
    std::vector<std::string> out;
    io::Volume volume;
    volume.grid.size = {5, 4, 3};
    volume.grid.spacing = {1.5, 2.0, 2.5};
    volume.labels = {{1, "Spleen"}, {2, "Liver"}};
    for (const float step : {1.0f, 0.25f}) {
        volume.values.clear();
        for (int v = 0; v < 60; ++v) volume.values.push_back(step * static_cast<float>(v % 3));
        out.push_back(io::volume_bytes(volume, name).value());
        if (name.ends_with(".nii.gz")) out.push_back(io::volume_bytes(volume, "x.nii").value());
    }
    return out;
}

}  // namespace abscope::fuzz
