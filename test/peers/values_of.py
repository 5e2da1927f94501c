# What pydicom and nibabel read in a file, as lines of text that our tests compare with what we read ourselves.
#   /usr/bin/python3 values_of.py FILE...
# value X Y Z V     voxel at patient place X Y Z (LPS, mm) has value V (dose: Gy or relative; image: rescaled)
# shape I J K       columns, rows, planes as stored
# plan LABEL FRACTIONS BEAMS;  beam NUMBER POINTS GANTRY WEIGHT METERSET (gantry and weight summed over the points)
# roi NUMBER CONTOURS POINTS X Y Z   (sums of the coordinates of CLOSED_PLANAR contours, without a repeated first point)
import sys
import numpy as np


def places(shape, count=40):
    generator = np.random.RandomState(7)
    return [tuple(int(generator.randint(n)) for n in shape) for _ in range(count)]


def nifti(path):
    import nibabel
    image = nibabel.load(path)
    data, affine = image.get_fdata(), image.affine
    print("shape", *data.shape)
    for at in places(data.shape):
        x, y, z = (affine @ np.array([*at, 1.0]))[:3]
        print("value %.6f %.6f %.6f %.9g" % (-x, -y, z, data[at]))


def frames(d, slope, intercept):
    pixels = d.pixel_array
    if pixels.ndim == 2:
        pixels = pixels[None]
    o = [float(v) for v in d.ImageOrientationPatient]
    row, column = np.array(o[:3]), np.array(o[3:])
    normal = np.cross(row, column)
    between_rows, between_columns = (float(v) for v in d.PixelSpacing)
    origin = np.array([float(v) for v in d.ImagePositionPatient])
    offsets = [0.0]
    if "GridFrameOffsetVector" in d and len(pixels) > 1:
        offsets = [float(v) - float(d.GridFrameOffsetVector[0]) for v in d.GridFrameOffsetVector]
    print("shape", pixels.shape[2], pixels.shape[1], pixels.shape[0])
    for k, j, i in places(pixels.shape):
        p = origin + i * between_columns * row + j * between_rows * column + offsets[k] * normal
        print("value %.6f %.6f %.6f %.9g" % (*p, float(pixels[k, j, i]) * slope + intercept))


def plan(d):
    groups = d.get("FractionGroupSequence", [])
    fractions = sum(int(g.get("NumberOfFractionsPlanned", 0) or 0) for g in groups)
    metersets = {int(b.ReferencedBeamNumber): float(b.get("BeamMeterset", 0) or 0)
                 for g in groups for b in g.get("ReferencedBeamSequence", [])}
    print("plan", d.RTPlanLabel, fractions, len(d.BeamSequence))
    for b in d.BeamSequence:
        gantry, angle, weight = 0.0, 0.0, 0.0
        for c in b.ControlPointSequence:
            angle = float(c.get("GantryAngle", angle))
            gantry += angle
            weight += float(c.CumulativeMetersetWeight)
        print("beam %d %d %.6f %.6f %.6f" % (b.BeamNumber, len(b.ControlPointSequence), gantry, weight,
                                             metersets.get(int(b.BeamNumber), 0)))


def structures(d):
    for r in d.ROIContourSequence:
        contours, points, total = 0, 0, np.zeros(3)
        for c in r.get("ContourSequence", []):
            p = np.array([float(v) for v in c.ContourData]).reshape(-1, 3)
            if c.ContourGeometricType != "CLOSED_PLANAR":
                continue
            if len(p) > 1 and (p[0] == p[-1]).all():
                p = p[:-1]
            contours, points, total = contours + 1, points + len(p), total + p.sum(axis=0)
        print("roi %d %d %d %.4f %.4f %.4f" % (int(r.ReferencedROINumber), contours, points, *total))


def dicom(path):
    import pydicom
    d = pydicom.dcmread(path, force=True)
    if not getattr(d, "file_meta", None) or "TransferSyntaxUID" not in d.file_meta:
        d.file_meta = pydicom.dataset.FileMetaDataset()
        d.file_meta.TransferSyntaxUID = pydicom.uid.ImplicitVRLittleEndian
    if d.Modality == "RTDOSE":
        frames(d, float(d.DoseGridScaling), 0.0)
    elif d.Modality == "RTPLAN":
        plan(d)
    elif d.Modality == "RTSTRUCT":
        structures(d)
    else:
        frames(d, float(d.get("RescaleSlope", 1)), float(d.get("RescaleIntercept", 0)))


for path in sys.argv[1:]:
    nifti(path) if path.endswith((".nii", ".nii.gz")) else dicom(path)
