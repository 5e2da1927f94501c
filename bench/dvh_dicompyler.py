#!/usr/bin/python3
"""Time of all DVHs of one plan: the whole process `abscope dvh` (start, reading, roles, writing JSON) against dicompyler-core
(histograms only: imports, interpreter start and parsing of the files are left out), alternating in one run.

usage: bench/dvh_dicompyler.py ABSCOPE FOLDER [RUNS]      FOLDER holds rtss.dcm and rtdose.dcm
"""
import os
import subprocess
import sys
import time
import warnings

from dicompylercore import dicomparser, dvhcalc

warnings.filterwarnings("ignore")


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main():
    abscope, folder = sys.argv[1:3]
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    structures = dicomparser.DicomParser(os.path.join(folder, "rtss.dcm"))
    rois = structures.GetStructures()
    coordinates = {number: structures.GetStructureCoordinates(number) for number in rois}
    for number, roi in rois.items():
        roi["planes"] = coordinates[number]
        roi["thickness"] = structures.CalculatePlaneThickness(coordinates[number])
    dose = dicomparser.DicomParser(os.path.join(folder, "rtdose.dcm"))

    def theirs():
        for roi in rois.values():
            if roi["planes"]:
                dvhcalc.calculate_dvh(roi, dose)

    def ours(threads):
        subprocess.run([abscope, "dvh", folder, "--json", "--quiet", "--threads", str(threads)], check=True, stdout=subprocess.DEVNULL)

    slow, one, two = [], [], []
    for _ in range(runs):
        slow.append(timed(theirs))
        one.append(timed(lambda: ours(1)))
        two.append(timed(lambda: ours(2)))
    best = min(slow)
    print(f"{len([r for r in rois.values() if r['planes']])} structures, best of {runs}")
    print(f"dicompyler-core, histograms only       {best:7.3f} s")
    print(f"abscope dvh, whole process, 1 thread   {min(one):7.3f} s   {best / min(one):5.1f} times faster")
    print(f"abscope dvh, whole process, 2 threads  {min(two):7.3f} s   {best / min(two):5.1f} times faster")


main()
