// De-identification: planted names and numbers never come out, references and intervals survive.
#include <chrono>

#include <fmt/format.h>

#include "io/dicom/deid.hpp"
#include "io/dicom/deid_rules.hpp"
#include "io/hmac.hpp"
#include "support/dicom_edit.hpp"

using namespace abscope;
using namespace abscope::io;
using namespace abscope::io::dicom;
using namespace abscope::test;
namespace fs = std::filesystem;

namespace {

const std::string key = "0123456789abcdef0123456789abcdef";

/// Words that stand for what tells who somebody is; none may be found in any byte or name of the result.
const std::vector<std::string> planted{"Zebulon",  "QUAGMIRE", "Xanthippe", "MRN777123", "555-0199",
                                       "Wolpertinger", "Elwetritsch", "Musterklinik", "20231117", "1.2.99.4711"};

void plant_everywhere(DcmItem& item, int depth) {
    const std::string text = "Zebulon Quagmire MRN777123 Musterklinik";
    for (const DcmTagKey& tag : {DCM_ProtocolName, DCM_StudyDescription, DCM_InstitutionName, DCM_StationName, DCM_ImageComments,
                                 DCM_ReferringPhysicianName, DCM_OperatorsName, DCM_PatientComments, DCM_AdditionalPatientHistory,
                                 DCM_RequestedProcedureDescription, DCM_ContrastBolusAgent, DCM_SeriesDescription,
                                 DCM_PatientAddress, DCM_OtherPatientNames, DCM_DeviceSerialNumber, DCM_ManufacturerModelName,
                                 DCM_DoseComment, DCM_RTPlanName, DCM_ROIDescription, DCM_FilterMaterial, DCM_KVP, DCM_BodyPartExamined,
                                 DCM_ScanOptions, DCM_AcquisitionDeviceProcessingDescription, DCM_RetrieveAETitle, DCM_RetrieveURL,
                                 DCM_TextValue, DCM_PersonName, DCM_CodeMeaning, DCM_PatientAge, DCM_ContentTime})
        item.putAndInsertString(tag, text.c_str());
    item.putAndInsertString(DcmTag(0x0009, 0x0010, EVR_LO), "WOLPERTINGER GMBH");
    item.putAndInsertString(DcmTag(0x0009, 0x1001, EVR_LO), "Xanthippe Elwetritsch");
    item.putAndInsertString(DcmTag(0x0021, 0x1001, EVR_UN), "Xanthippe Elwetritsch ");
    item.putAndInsertString(DcmTag(0x6000, 0x4000, EVR_LT), "Zebulon");
    item.putAndInsertString(DcmTag(0x4000, 0x4000, EVR_LT), "Zebulon");
    const Uint8 bytes[] = "Zebulon QUAGMIRE in bytes ";
    item.putAndInsertUint8Array(DCM_EncapsulatedDocument, bytes, 26);
    for (const DcmTagKey& tag : {DCM_AcquisitionDate, DCM_StudyDate, DCM_PatientBirthDate, DCM_ContentDate, DCM_LastMenstrualDate})
        item.putAndInsertString(tag, "20231117");
    item.putAndInsertString(DCM_AcquisitionDateTime, "20231117120000.5+0100");
    item.putAndInsertString(DCM_UID, "1.2.99.4711.5");
    item.putAndInsertString(DCM_ReferencedSOPInstanceUID, "1.2.99.4711.6");
    if (depth == 0) return;
    for (const DcmTagKey& sequence : {DCM_RequestAttributesSequence, DCM_AnatomicRegionSequence, DCM_ReferencedPatientSequence,
                                      DCM_SourceImageSequence, DCM_ContentSequence}) {
        DcmItem* nested = nullptr;
        if (item.findOrCreateSequenceItem(sequence, nested, -2).good() && nested != nullptr) plant_everywhere(*nested, depth - 1);
    }
}

/// The sample patient with planted words, under names that tell, too.
struct Planted {
    SampleFolder sample{"deid_planted"};
    Planted() {
        for (const auto& entry : fs::directory_iterator(sample.path))
            edit(entry.path(), [](DcmDataset& d) {
                plant_everywhere(d, 2);
                d.putAndInsertString(DCM_PatientName, "Zebulon^Quagmire^X");
                d.putAndInsertString(DCM_PatientID, "MRN777123");
                d.putAndInsertString(DCM_PatientTelephoneNumbers, "555-0199");
                d.putAndInsertString(DCM_PatientSex, "M");
                d.putAndInsertString(DCM_PatientAge, "093Y");
            });
        edit(sample.file("RTSTRUCT.dcm"), [](DcmDataset& d) {
            const char* names[] = {"Body Zebulon", "Heart_Quagmire 20231117", "GTV Dr Elwetritsch 2"};
            for (unsigned long n = 0; n < 3; ++n) {
                DcmItem* region = nullptr;
                REQUIRE(d.findAndGetSequenceItem(DCM_StructureSetROISequence, region, static_cast<signed long>(n)).good());
                region->putAndInsertString(DCM_ROIName, names[n]);
            }
        });
        edit(sample.file("RTPLAN.1.dcm"), set(DCM_RTPlanLabel, "Zebulon"));
        fs::rename(sample.slice(1), sample.file("Quagmire_Zebulon_1.dcm"));
        write_bytes(sample.file("notes.txt"), "Zebulon");
    }
};

bool contains_word(std::string bytes, std::string word) {
    const auto lower = [](std::string& s) {
        for (char& c : s) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    };
    lower(bytes);
    lower(word);
    return bytes.find(word) != std::string::npos;
}

DeidOutcome done(const fs::path& in, const fs::path& out, const std::string& with = key) {
    DeidOptions options;
    options.key = with;
    auto outcome = deidentify(in, out, options);
    const std::string reason = outcome.ok() ? "" : outcome.error().message();
    INFO(reason);
    REQUIRE(outcome.ok());
    return std::move(*outcome);
}

}  // namespace

TEST_CASE("HMAC-SHA-256 of the published test cases") {
    // RFC 4231, cases 2 and 6.
    CHECK(hmac_sha256("Jefe", "what do ya want for nothing?") == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First") ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("de-identification: no planted word is left in any byte or name") {
    const Planted planted_folder;
    const fs::path out = planted_folder.sample.scratch.path / "out";
    const DeidOutcome outcome = done(planted_folder.sample.path, out);
    CHECK(outcome.files == 8);
    CHECK(outcome.left_out.size() == 1);
    std::size_t leaks = 0, seen = 0;
    for (const auto& entry : fs::recursive_directory_iterator(out))
        for (const std::string& word : planted) {
            seen += entry.is_regular_file();
            const bool leaked = contains_word(entry.path().filename().string(), word) ||
                                (entry.is_regular_file() && contains_word(bytes_of(entry.path()), word));
            if (leaked) MESSAGE(entry.path().filename().string() << ": " << word);
            leaks += leaked;
        }
    CHECK(seen == 8 * planted.size());
    CHECK(leaks == 0);
}

TEST_CASE("de-identification: what is needed for the work survives, with its references") {
    const Planted planted_folder;
    const fs::path out = planted_folder.sample.scratch.path / "out";
    const DeidOutcome outcome = done(planted_folder.sample.path, out);
    const auto before = planted_folder.sample.read();
    const auto after = read_dicom_folder(out);
    REQUIRE(after.ok());
    CHECK(after->identity.id == outcome.pseudonyms.at(0));
    CHECK(after->identity.sex == "M");
    CHECK(after->identity.birth_date.empty());
    const auto chosen = choose_anatomy(*after);
    REQUIRE(chosen.ok());
    CHECK(chosen->anatomy.dose->values == before.doses.at(0).dose.values);
    CHECK(chosen->anatomy.image->values == before.images.at(0).image.values);
    CHECK(chosen->anatomy.plans.at(0).label == "REMOVED");
    CHECK(chosen->anatomy.plans.at(0).fractions() == 5);
    std::vector<std::string> names;
    for (const auto& s : chosen->anatomy.structures.structures) names.push_back(s.name);
    CHECK(names == std::vector<std::string>{"Body", "Heart", "GTV 2"});
    CHECK(std::none_of(after->links.begin(), after->links.end(), [](const DicomLink& l) { return l.state == DicomLink::State::broken; }));
    DcmFileFormat file;
    REQUIRE(file.loadFile((out / outcome.pseudonyms[0] / "RTDOSE.00001.dcm").c_str()).good());
    OFString value;
    file.getDataset()->findAndGetOFString(DCM_PatientIdentityRemoved, value);
    CHECK(value == "YES");
    file.getDataset()->findAndGetOFString(DCM_PatientAge, value);
    CHECK(value == "090Y");
}

TEST_CASE("de-identification: one shift of whole weeks a patient, the same pseudonym for the same key") {
    const Disguise a(key, "MRN777123"), b(key, "other"), c("another key of 32 bytes.........", "MRN777123");
    CHECK(a.pseudonym() == Disguise(key, "MRN777123").pseudonym());
    CHECK(a.pseudonym() != b.pseudonym());
    CHECK(a.pseudonym() != c.pseudonym());
    CHECK(a.shifted("20240301") != b.shifted("20240301"));
    CHECK(a.uid("1.2.3") == b.uid("1.2.3"));
    CHECK(a.uid("1.2.3") != c.uid("1.2.3"));
    CHECK(a.uid("1.2.3").size() <= 64);
    const auto day = [&](const char* date) {
        const std::string s = a.shifted(date).value();
        using namespace std::chrono;
        return sys_days(year_month_day{year{std::stoi(s.substr(0, 4))}, month{static_cast<unsigned>(std::stoi(s.substr(4, 2)))},
                                       std::chrono::day{static_cast<unsigned>(std::stoi(s.substr(6, 2)))}});
    };
    // 29 February 2024 is a Thursday; 1 March 2024 the day after; 4 January 2024 eight weeks before.
    CHECK((day("20240301") - day("20240229")).count() == 1);
    CHECK((day("20240229") - day("20240104")).count() == 56);
    CHECK(std::chrono::weekday(day("20240229")) == std::chrono::Thursday);
    CHECK(a.shifted("20240229103000.25+0100")->substr(8) == "103000.25+0100");
    for (const char* none : {"", "2024", "20241301", "20240230", "2024022X", "20240229 Zebulon"}) CHECK_FALSE(a.shifted(none));
}

TEST_CASE("de-identification: labels keep known words only") {
    CHECK(cleaned("Lt Lung", {}) == "Lt Lung");
    CHECK(cleaned("PTV_50.4Gy", {}) == "PTV_50.4Gy");
    CHECK(cleaned("TumorBed", {}) == "TumorBed");
    CHECK(cleaned("GTV Mueller", {}) == "GTV");
    CHECK(cleaned("heart", {"heart"}) == "");
    CHECK(cleaned("Mueller", {}) == "");
    CHECK(cleaned("12345678", {}) == "");
    CHECK(cleaned("M\xC3\xBCller Herz", {}) == "Herz");
}

TEST_CASE("de-identification: what cannot be made safe stays behind, with the reason") {
    const SampleFolder sample("deid_left_out");
    edit(sample.slice(1), set(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage));
    edit(sample.slice(2), set(DCM_BurnedInAnnotation, "YES"));
    const fs::path out = sample.scratch.path / "out";
    const DeidOutcome outcome = done(sample.path, out);
    REQUIRE(outcome.left_out.size() == 2);
    CHECK(outcome.left_out[0].reason.find("SecondaryCapture") != std::string::npos);
    CHECK(outcome.left_out[1].reason.find("Burned In") != std::string::npos);
    DeidOptions short_key;
    short_key.key = "short";
    CHECK(deidentify(sample.path, out, short_key).error().message().find("guessed") != std::string::npos);
    fs::create_directories(sample.scratch.path / "empty");
    DeidOptions options;
    options.key = key;
    CHECK_FALSE(deidentify(sample.scratch.path / "empty", sample.scratch.path / "none", options).ok());
    CHECK_FALSE(fs::exists(sample.scratch.path / "none"));
}
