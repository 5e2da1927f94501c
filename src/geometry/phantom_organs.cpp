// Organs, vessels, nodes and lesions of the phantom, their order in the CT, and the list of structures.
#include "geometry/phantom_organs.hpp"

#include <cmath>

namespace abscope::geometry::phantom {

namespace {

using patient::OrganRole;

struct Chest {
    Solid heart, aorta, pulmonary, svc, ivc, trachea, bronchi, oesophagus;
};

Chest make_chest() {
    Chest c;
    c.heart = ellipsoid({20, -32, -64}, {48, 64, 54}, {45.0, 28.7});
    c.aorta = unite({capsule({-8, -34, -35}, {-8, -34, 10}, 13), arch({-8, -34, 10}, {34, 40, 10}, 13),
                     capsule({34, 40, 10}, {34, 40, -300}, 13)});
    c.pulmonary = unite({capsule({18, -44, -22}, {16, -16, 4}, 12), capsule({16, -16, 4}, {-44, 4, -6}, 10),
                         capsule({16, -16, 4}, {48, 6, 8}, 10)});
    c.svc = capsule({-30, -24, -36}, {-30, -24, 56}, 9);
    c.ivc = capsule({-18, 14, -300}, {-18, 12, -95}, 11);
    c.trachea = capsule({-10, 14, 5}, {-4, 2, 170}, 9);
    c.bronchi = unite({capsule({-10, 14, 5}, {-50, 16, -24}, 7), capsule({-10, 14, 5}, {46, 18, -28}, 6.5)});
    c.oesophagus = unite({capsule({8, 38, -140}, {2, 34, -40}, 7), capsule({2, 34, -40}, {0, 33, 20}, 7),
                          capsule({0, 33, 20}, {0, 26, 90}, 7), capsule({0, 26, 90}, {0, 18, 170}, 7)});
    return c;
}

/// Everything between the lungs.
Solid make_mediastinum(const Chest& c) {
    const Profile half_width{{-175, 30}, {-60, 31}, {0, 33}, {50, 33}, {98, 27}};
    const Profile half_depth{{-175, 60}, {50, 58}, {98, 50}};
    const Profile centre_y{{-175, 12}, {98, 12}};
    const Box septum{{-4, -120, -260}, {4, 120, 100}};
    return unite({column(half_width, half_depth, centre_y, 2.5, -260, 100), elliptic_cylinder({0, 68, 0}, 27, 40, -260, 100),
                  grown(c.heart, 4), grown(c.aorta, 3), grown(c.svc, 3), grown(c.pulmonary, 2),
                  Solid{septum, [](Vector3 p) { return 4.0 - std::abs(p.x); }}});
}

Solid make_lung(const Body& body, const Solid& mediastinum, double side) {
    const Box box = body.cage.box.common(side < 0 ? Box{{-160, -110, -176}, {0, 110, 99}} : Box{{0, -110, -176}, {160, 110, 99}});
    const auto half = [side](Vector3 p) { return side * p.x; };
    return intersect(Solid{box, half}, subtract(grown(body.cage, -2.0), {mediastinum, body.below_diaphragm}));
}

struct Abdomen {
    Solid liver, spleen, stomach, kidney_right, kidney_left, bowel, gas, stomach_gas;
};

Solid make_bowel(double radius, double lift) {
    std::vector<Solid> loops;
    const double ys[]{-58, -32}, zs[]{-246, -222};
    for (const double y : ys)
        for (const double z : zs) {
            for (int i = 0; i < 4; ++i) {
                const double x = -78.0 + 39.0 * i, swing = (i % 2 == 0) ? 7.0 : -7.0;
                loops.push_back(capsule({x, y - lift, z + swing}, {x + 39.0, y - lift, z - swing}, radius));
            }
        }
    for (const double z : zs) loops.push_back(capsule({78, -58 - lift, z}, {78, -32 - lift, z}, radius));
    return unite(std::move(loops));
}

Abdomen make_abdomen(const Body& body, const Chest& c, const Solid& vertebrae) {
    Abdomen a;
    a.spleen = ellipsoid({97, 40, -176}, {24, 34, 48});
    a.stomach = ellipsoid({46, -24, -170}, {38, 42, 40});
    a.stomach_gas = ellipsoid({50, -42, -162}, {24, 18, 22});
    a.kidney_right = ellipsoid({-64, 56, -212}, {25, 22, 44}, {12, 0});
    a.kidney_left = subtract(ellipsoid({64, 56, -214}, {25, 22, 44}, {-12, 0}), {grown(a.spleen, 2), grown(c.aorta, 2)});
    a.bowel = make_bowel(12.0, 0.0);
    a.gas = intersect(make_bowel(7.0, 4.0), Solid{{{-80, -90, -240}, {20, -40, -200}}, [](Vector3 p) {
                          return 10.0 * std::sin(0.11 * p.x + 0.3 * p.z) + 2.0;
                      }});
    const Box reach{{-150, -100, -226}, {90, 105, -99}};
    const Solid wedge{reach, [](Vector3 p) { return 0.87 * (p.z - std::max(-224.0, -224.0 + 0.5 * (p.x + 92.0) + 0.004 * (p.y + 10.0) * (p.y + 10.0))); }};
    const Solid bulk = ellipsoid({-44, -6, -168}, {104, 88, 78});
    a.liver = subtract(intersect(intersect(bulk, wedge), intersect(grown(body.cage, -6), grown(body.below_diaphragm, -4))),
                       {grown(a.stomach, 3), grown(a.kidney_right, 3), grown(vertebrae, 14), grown(c.aorta, 3), grown(c.ivc, 1),
                        grown(c.heart, 3), grown(c.oesophagus, 3), grown(a.bowel, 2)});
    return a;
}

/// One place for a list of structures: name, role, type, colour, solid, sampling step.
void list_organs(Body& body, const Chest& c, const Abdomen& a, const Skeleton& s) {
    const auto add = [&](const char* name, OrganRole role, const char* type, std::array<int, 3> colour, const Solid& solid, double step) {
        body.organs.push_back({name, role, type, colour, solid, step});
    };
    add("External", OrganRole::external, "EXTERNAL", {150, 150, 150}, body.external, 5.0);
    add("Lung_R", OrganRole::lung_right, "ORGAN", {86, 180, 233}, body.lung_right, 3.0);
    add("Lung_L", OrganRole::lung_left, "ORGAN", {0, 114, 178}, body.lung_left, 3.0);
    add("Heart", OrganRole::heart, "ORGAN", {213, 94, 0}, c.heart, 3.0);
    add("A_Aorta", OrganRole::aorta, "ORGAN", {204, 60, 60}, c.aorta, 1.0);
    add("A_Pulmonary", OrganRole::pulmonary_artery, "ORGAN", {90, 90, 200}, c.pulmonary, 1.0);
    add("V_Venacava_S", OrganRole::superior_vena_cava, "ORGAN", {60, 110, 190}, c.svc, 0.75);
    add("V_Venacava_I", OrganRole::inferior_vena_cava, "ORGAN", {60, 130, 170}, c.ivc, 0.75);
    add("Vertebrae", OrganRole::vertebrae, "ORGAN", {240, 228, 66}, s.vertebrae, 1.0);
    add("Sternum", OrganRole::sternum, "ORGAN", {220, 210, 120}, s.sternum, 1.0);
    add("SpinalCord", OrganRole::spinal_cord, "ORGAN", {230, 159, 0}, s.cord, 0.5);
    add("Esophagus", OrganRole::oesophagus, "ORGAN", {160, 110, 60}, c.oesophagus, 0.6);
    add("Trachea", OrganRole::trachea, "ORGAN", {120, 200, 200}, unite({c.trachea, c.bronchi}), 0.75);
    add("Liver", OrganRole::liver, "ORGAN", {150, 75, 40}, a.liver, 3.0);
    add("Spleen", OrganRole::spleen, "ORGAN", {204, 121, 167}, a.spleen, 1.5);
    add("Stomach", OrganRole::stomach, "ORGAN", {170, 150, 90}, a.stomach, 2.0);
    add("Kidney_R", OrganRole::kidney_right, "ORGAN", {140, 90, 140}, a.kidney_right, 1.5);
    add("Kidney_L", OrganRole::kidney_left, "ORGAN", {120, 80, 150}, a.kidney_left, 1.5);
    add("Bowel_Small", OrganRole::small_bowel, "ORGAN", {190, 160, 60}, a.bowel, 1.0);
    add("Nodes_Hilar_R", OrganRole::lymph_nodes, "ORGAN", {0, 158, 115}, ellipsoid({-50, 8, -8}, {11, 10, 15}), 0.75);
    add("Nodes_Hilar_L", OrganRole::lymph_nodes, "ORGAN", {60, 170, 140}, ellipsoid({52, 12, -6}, {10, 10, 14}), 0.75);
    add("Nodes_Mediastinal", OrganRole::lymph_nodes, "ORGAN", {0, 130, 90},
        unite({ellipsoid({-26, 8, 34}, {7, 9, 20}), ellipsoid({-4, 20, -18}, {13, 7, 10})}), 0.5);
    add("Nodes_Axillary_R", OrganRole::lymph_nodes, "ORGAN", {100, 190, 100}, ellipsoid({-130, 8, 48}, {14, 20, 24}), 1.0);
    add("Nodes_Axillary_L", OrganRole::lymph_nodes, "ORGAN", {120, 200, 120}, ellipsoid({130, 8, 48}, {14, 20, 24}), 1.0);
    add("GTVp", OrganRole::target, "GTV", {220, 20, 60}, ellipsoid(target_centre, gtv_semi_axes), 0.75);
    add("PTV", OrganRole::target, "PTV", {200, 30, 160}, ellipsoid(target_centre, ptv_semi_axes), 1.0);
    add("GTV_Lung_L", OrganRole::target, "GTV", {240, 110, 110}, ellipsoid({72, 48, -70}, {8, 8, 8}), 0.5);
    add("GTV_Liver", OrganRole::target, "GTV", {240, 140, 90}, ellipsoid({-78, 0, -168}, {13, 13, 12}), 0.75);
}

void paint_chest(Body& body, const Chest& c, const Skeleton& s) {
    const auto flat = [&](Solid solid, double hu) { body.paints.push_back({std::move(solid), {{0.0, hu}}}); };
    body.paints.push_back({body.external, {{0.0, 10.0}, {2.0, -105.0}, {15.0, 52.0}}});
    for (const double side : {-1.0, 1.0}) flat(ellipsoid({side * 130, 8, 44}, {26, 34, 40}), -95.0);
    flat(body.cage, -85.0);
    flat(intersect(grown(body.below_diaphragm, -1), grown(body.cage, -4)), -98.0);
    for (const auto& paint : s.painted) body.paints.push_back(paint);
    flat(grown(c.heart, 3.0), -70.0);
    for (auto& paint : make_lung_vessels(body)) body.paints.push_back(std::move(paint));
    flat(c.heart, 95.0);
    flat(ellipsoid({38, -42, -70}, {20, 34, 22}, {45.0, 28.7}), 175.0);   // left ventricle
    flat(ellipsoid({8, -58, -72}, {14, 34, 26}, {58.0, 20.0}), 160.0);    // right ventricle
    flat(ellipsoid({12, 0, -42}, {28, 15, 19}), 170.0);                   // left atrium
    flat(ellipsoid({-20, -24, -58}, {13, 24, 26}), 155.0);                // right atrium
    flat(c.pulmonary, 190.0);
    flat(c.aorta, 200.0);
    flat(c.svc, 215.0);
    flat(capsule({-30, -24, 52}, {46, -30, 76}, 7), 190.0);
    flat(capsule({-6, -6, 58}, {-26, -6, 100}, 6), 190.0);
    flat(capsule({14, 8, 58}, {18, 0, 160}, 5), 190.0);
    flat(capsule({26, 24, 56}, {34, 20, 100}, 5), 190.0);
    body.paints.push_back({c.oesophagus, {{0.0, 40.0}, {4.5, -20.0}}});
    body.paints.push_back({grown(unite({c.trachea, c.bronchi}), 1.5), {{0.0, 30.0}, {1.5, -990.0}}});
    flat(ellipsoid({-18, -4, 108}, {12, 16, 24}), 150.0);
    flat(ellipsoid({10, -4, 108}, {12, 16, 24}), 150.0);
}

void paint_abdomen(Body& body, const Chest& c, const Abdomen& a) {
    const auto flat = [&](Solid solid, double hu) { body.paints.push_back({std::move(solid), {{0.0, hu}}}); };
    flat(a.liver, 108.0);
    flat(a.spleen, 122.0);
    body.paints.push_back({a.stomach, {{0.0, 55.0}, {4.0, 12.0}}});
    flat(a.stomach_gas, -930.0);
    for (const auto* kidney : {&a.kidney_right, &a.kidney_left}) body.paints.push_back({*kidney, {{0.0, 165.0}, {13.0, 40.0}}});
    body.paints.push_back({a.bowel, {{0.0, 60.0}, {3.0, 18.0}}});
    flat(a.gas, -900.0);
    flat(c.ivc, 150.0);
    flat(c.aorta, 200.0);
}

}  // namespace

std::vector<Paint> make_lung_vessels(const Body& body) {
    std::vector<Solid> branches;
    // A binary tree of tubes from each hilum; angles from a fixed irrational step so that no two branches agree.
    struct Twig { Vector3 from, direction; double radius_mm, length_mm; int level; };
    std::vector<Twig> open;
    double turn = 0.0;
    for (const double side : {-1.0, 1.0})
        for (int i = 0; i < 9; ++i) {
            const double up = -1.0 + 0.25 * i, fore = 0.7 * std::cos(2.4 * i);
            const Vector3 d{side * 0.8, fore, up};
            open.push_back({{side * 44, 8, -8 + 6.0 * (up + 0.2)}, (1.0 / norm(d)) * d, 4.2, 30.0, 0});
        }
    while (!open.empty()) {
        const auto twig = open.back();
        open.pop_back();
        const auto end = twig.from + twig.length_mm * twig.direction;
        branches.push_back(capsule(twig.from, end, twig.radius_mm));
        if (twig.level == 5) continue;
        const Vector3 d = twig.direction, across = std::abs(d.z) < 0.8 ? cross(d, {0, 0, 1}) : cross(d, {1, 0, 0});
        const Vector3 u = (1.0 / norm(across)) * across, v = cross(d, u);
        for (const double bend : {-0.55, 0.5}) {
            turn += 2.39996;
            const Vector3 next = d + bend * (std::cos(turn) * u + std::sin(turn) * v);
            open.push_back({end, (1.0 / norm(next)) * next, twig.radius_mm * 0.74, twig.length_mm * 0.82, twig.level + 1});
        }
    }
    std::vector<Paint> paints{{unite({body.lung_right, body.lung_left}), {{0.0, -830.0}}}};
    for (auto& branch : branches) paints.push_back({std::move(branch), {{0.0, 40.0}}, -300.0});
    return paints;
}

Body make_body() {
    Body body;
    body.external = make_external();
    body.cage = make_cage();
    body.below_diaphragm = make_below_diaphragm();
    const auto skeleton = make_skeleton(body.cage);
    const auto chest = make_chest();
    const auto mediastinum = make_mediastinum(chest);
    body.lung_right = make_lung(body, mediastinum, -1.0);
    body.lung_left = make_lung(body, mediastinum, 1.0);
    const auto abdomen = make_abdomen(body, chest, skeleton.vertebrae);
    list_organs(body, chest, abdomen, skeleton);
    paint_chest(body, chest, skeleton);
    paint_abdomen(body, chest, abdomen);
    for (const auto& organ : body.organs)
        if (organ.interpreted_type == "GTV") body.paints.push_back({organ.solid, {{0.0, organ.name == "GTV_Liver" ? 62.0 : 55.0}}});
    return body;
}

}  // namespace abscope::geometry::phantom
