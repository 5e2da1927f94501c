#!/usr/bin/python3
"""Runs HEDOS beside our blood engine on HEDOS's own thorax case and prints the ratio of the processor times.

    cmake --build --preset release --target abscope_blood_peer
    bench/blood_peer.py --peer PATH [--ours build/release/bench/abscope_blood_peer]

PATH is a checkout of the program that the user gives; nothing of it is part of this repository. It needs numpy, scipy, pandas,
networkx, openpyxl and matplotlib. Both read the same curves (those of the peer), the same beams, particles and time step. The script
checks that both did the same work: mean, standard deviation, V>0, V>0.1 Gy and D2% with the peer's draw rule must agree to 2 %.
"""
import argparse
import json
import os
import subprocess
import sys
import time

PARTICLES, STEP_S, STEPS, FRACTIONS = 100000, 0.05, 2400, 30
ORGANS = ["lung", "heart", "aorta", "pulmonary_artery", "superior_vena_cava", "tumor"]
BEAMS = {"10s": [(10, 10)], "4x20s": [(10, 20), (40, 20), (70, 20), (100, 20)]}


def run_peer(peer, beams):
    sys.path.insert(0, peer)
    os.environ["MPLBACKEND"] = "Agg"
    here = os.getcwd()
    os.chdir(os.path.join(peer, "workflows"))
    import numpy
    from simulation import CompartmentDose, DoseRateFromDVH, ExpandFlowModel, TemporalDistribution

    simulation = dict(sample_size=PARTICLES, nr_steps=STEPS, dt=STEP_S, weibull_shape=2, generate_new=True,
                      random_walk=False, accumulate=False)
    patient = dict(gender="F", sheet_name="female_new", tumor_site="lung", tumor_volume_fraction=0.05,
                   relative_blood_density=1.0, relative_perfusion=1.0, organs=ORGANS, TBV=3.9, CO=5.9 / 60)
    numpy.random.seed(1)
    model = ExpandFlowModel("../input/phantom/ICRP89_compartment_model.xlsx", patient, simulation)
    model.split_box_parallel("tumor", box_dict=patient)
    model.construct_weibull()
    blood = TemporalDistribution(model)
    start = time.process_time()
    blood.generate_from_weibull()
    rates = DoseRateFromDVH(FRACTIONS, sum(length for _, length in beams))
    total = numpy.zeros(PARTICLES)
    for organ in ORGANS:
        ids = [i for i, name in enumerate(model.names) if organ in name]
        dose = CompartmentDose(blood.path, STEP_S)
        histogram = rates.get_dose_rate_hist("../input/patient/DVHs/" + organ + "_DVH.csv")
        for begin, length in beams:
            dose.add_dose(histogram, ids, start_time=begin, beam_on_time=length)
        total += dose.dose
    seconds = time.process_time() - start
    os.chdir(here)
    return {"way": "peer", "seconds": seconds, "mean_gy": total.mean(), "sd_gy": total.std(),
            "v_gt_0": (total > 0).mean(), "v_gt_0_1": (total > 0.1).mean(), "d2_gy": numpy.percentile(total, 98)}


def run_ours(ours, peer, beams):
    numbers = [str(x) for beam in beams for x in beam]
    text = subprocess.run([ours, os.path.join(peer, "input/patient/DVHs"), str(PARTICLES), str(STEP_S)] + numbers,
                          check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in text.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", required=True, metavar="PATH", help="checkout of HEDOS")
    parser.add_argument("--ours", default="build/release/bench/abscope_blood_peer", metavar="PROGRAM")
    parser.add_argument("--beams", choices=sorted(BEAMS), default="10s")
    options = parser.parse_args()
    beams = BEAMS[options.beams]
    peer, ours = os.path.abspath(options.peer), os.path.abspath(options.ours)
    rows = run_ours(ours, peer, beams)
    stdout, sys.stdout = sys.stdout, sys.stderr  # the peer talks a lot
    theirs = run_peer(peer, beams)
    sys.stdout = stdout
    keys = ["mean_gy", "sd_gy", "v_gt_0", "v_gt_0_1", "d2_gy"]
    print("%-34s %9s %9s  %s" % ("one thread, processor time", "seconds", "ratio", "  ".join(keys)))
    for row in [theirs] + rows:
        print("%-34s %9.4f %9.0f  %s" % (row["way"], row["seconds"], theirs["seconds"] / row["seconds"],
                                         "  ".join("%.4f" % row[k] for k in keys)))
    same = rows[1]
    off = {k: same[k] / theirs[k] - 1 for k in keys if abs(same[k] / theirs[k] - 1) > 0.02}
    if off:
        print("not the same work: " + ", ".join("%s differs by %.1f %%" % (k, 100 * v) for k, v in off.items()))
        return 1
    print("same work: every number of the peer's draw rule within 2 % (100 000 particles each)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
