// Test tool: damages DICOM files in one named way, so that scenarios can show what the program says about it.
//   damage_dicom set    FOLDER MODALITY[:N] PATH VALUE     sets an attribute ("DoseUnits", "ContourSequence[0].ContourData")
//   damage_dicom erase  FOLDER MODALITY[:N] PATH           removes an attribute; [*] in PATH means every item
//   damage_dicom remove FOLDER MODALITY[:N]                removes the file
//   damage_dicom cut    FOLDER MODALITY[:N] BYTES          keeps the first BYTES bytes of the file
// MODALITY is that of the file (CT, RTDOSE, …); :N takes only the N-th file (from 0) in order of slice position and name.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <tuple>
#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcpath.h>
#include <dcmtk/dcmdata/dctk.h>

namespace fs = std::filesystem;

namespace {

struct Found {
    fs::path path;
    double position = 0.0;
};

std::vector<fs::path> select(const fs::path& folder, std::string wanted) {
    long only = -1;
    if (const auto colon = wanted.find(':'); colon != std::string::npos) {
        only = std::strtol(wanted.c_str() + colon + 1, nullptr, 10);
        wanted.resize(colon);
    }
    std::vector<Found> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        DcmFileFormat file;
        if (!entry.is_regular_file() || file.loadFile(entry.path().c_str()).bad()) continue;
        OFString modality;
        file.getDataset()->findAndGetOFString(DCM_Modality, modality);
        if (wanted != modality.c_str()) continue;
        Found one{entry.path(), 0.0};
        file.getDataset()->findAndGetFloat64(DCM_ImagePositionPatient, one.position, 2);
        found.push_back(one);
    }
    std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
        return std::tie(a.position, a.path) < std::tie(b.position, b.path);
    });
    std::vector<fs::path> out;
    for (std::size_t i = 0; i < found.size(); ++i)
        if (only < 0 || static_cast<std::size_t>(only) == i) out.push_back(found[i].path);
    return out;
}

bool set_attribute(DcmDataset& dataset, const std::string& where, const char* value) {
    DcmPathProcessor processor;
    if (processor.findOrCreatePath(&dataset, where.c_str(), OFTrue).bad()) return false;
    OFList<DcmPath*> results;
    processor.getResults(results);
    for (auto* path : results) {
        auto* element = dynamic_cast<DcmElement*>(path->back()->m_obj);
        if (element == nullptr || element->putString(value).bad()) return false;
    }
    return !results.empty();
}

bool erase_attribute(DcmDataset& dataset, const std::string& where) {
    DcmPathProcessor processor;
    unsigned int erased = 0;
    return processor.findOrDeletePath(&dataset, where.c_str(), erased).good() && erased > 0;
}

bool edit(const fs::path& path, const std::string& what, const std::string& where, const char* value) {
    DcmFileFormat file;
    if (file.loadFile(path.c_str()).bad() || file.loadAllDataIntoMemory().bad()) return false;
    auto& dataset = *file.getDataset();
    const bool done = what == "set" ? set_attribute(dataset, where, value) : erase_attribute(dataset, where);
    return done && file.saveFile(path.c_str(), dataset.getOriginalXfer()).good();
}

int usage() {
    std::fputs("usage: damage_dicom set|erase|remove|cut FOLDER MODALITY[:N] [PATH|BYTES] [VALUE]\n", stderr);
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() < 3) return usage();
    const auto& what = words[0];
    const std::size_t wanted = what == "set" ? 5 : what == "remove" ? 3 : 4;
    if (words.size() != wanted) return usage();
    const auto files = select(words[1], words[2]);
    if (files.empty()) std::fputs("damage_dicom: no such file\n", stderr);
    for (const auto& path : files) {
        bool done = true;
        if (what == "remove")
            done = fs::remove(path);
        else if (what == "cut")
            fs::resize_file(path, std::strtoul(words[3].c_str(), nullptr, 10));
        else
            done = edit(path, what, words[3], what == "set" ? words[4].c_str() : nullptr);
        if (!done) {
            std::fprintf(stderr, "damage_dicom: '%s' of %s could not be changed\n", words[3].c_str(),
                         path.c_str());
            return 1;
        }
    }
    return files.empty() ? 1 : 0;
}
