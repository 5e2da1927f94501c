#!/usr/bin/python3
"""Our DVHs against those of dicompyler-core, an independent program, on the same RTSTRUCT and RTDOSE.

usage: dvh_dicompyler.py ABSCOPE FOLDER      exit status 0 agrees, 1 does not, 77 dicompyler-core or the folder is absent

dicompyler-core counts the dose voxels whose centre lies inside a contour, each slab as thick as the planes are apart, and takes
the dose of that centre; we integrate the trilinear dose inside the contours. Both end half a spacing beyond the last contour here.
The bands are what a raster of one voxel leaves open (docs/methods/dvh.md, "Other programs").
"""
import json
import os
import subprocess
import sys
import warnings

try:
    from dicompylercore import dicomparser, dvhcalc
except ImportError:
    sys.exit(77)
warnings.filterwarnings("ignore")

SMALLEST_CC = 10.0  # below, single voxels of 0.01875 cc show
VOLUME_BAND, MEAN_BAND = 0.01, 0.005
CURVE_BAND, SLACK_GY = 0.02, 0.02  # share of the volume, after a shift of two of its bins of 0.01 Gy


def ours(abscope, folder):
    command = [abscope, "dvh", folder, "--json", "--quiet", "--ends", "half-spacing"]
    document = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {structure["name"]: structure for structure in document["structures"]}


def volume_at(structure, dose_gy):
    """Cumulative curve, linear between its points [cc]."""
    dose, volume = structure["curve"]["dose_gy"], structure["curve"]["volume_fraction"]
    if dose_gy >= dose[-1]:
        return 0.0
    i = max(k for k in range(len(dose)) if dose[k] <= dose_gy)
    t = (dose_gy - dose[i]) / (dose[i + 1] - dose[i])
    return structure["volume_cc"] * (volume[i] + t * (volume[i + 1] - volume[i]))


def compare(structure, theirs):
    """Relative differences of volume and mean, and how far the curves are apart as a share of the volume."""
    counts = theirs.cumulative.absolute_volume(theirs.volume).counts
    curve = 0.0
    for dose_gy, volume in list(zip(theirs.bins, counts))[1:]:
        least, most = volume_at(structure, dose_gy + SLACK_GY), volume_at(structure, max(0.0, dose_gy - SLACK_GY))
        curve = max(curve, (least - volume) / theirs.volume, (volume - most) / theirs.volume)
    return theirs.volume / structure["volume_cc"] - 1.0, theirs.mean / structure["mean_gy"] - 1.0, curve


def main():
    abscope, folder = sys.argv[1:3]
    structures_file, dose_file = (os.path.join(folder, name) for name in ("rtss.dcm", "rtdose.dcm"))
    if not os.path.exists(dose_file):
        return 77
    mine = ours(abscope, folder)
    failed = compared = 0
    for number, roi in dicomparser.DicomParser(structures_file).GetStructures().items():
        structure = mine.get(roi["name"])
        if structure is None or structure["volume_cc"] < SMALLEST_CC:
            continue
        compared += 1
        volume, mean, curve = compare(structure, dvhcalc.get_dvh(structures_file, dose_file, number))
        good = abs(volume) < VOLUME_BAND and abs(mean) < MEAN_BAND and curve < CURVE_BAND
        failed += not good
        print(f"{roi['name']:16s} volume {volume:+.2%}  mean {mean:+.2%}  curve {curve:.2%}  {'' if good else 'DIFFERS'}")
    return 1 if failed or not compared else 0


sys.exit(main())
