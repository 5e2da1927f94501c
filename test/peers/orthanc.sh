#!/bin/sh
# A real Orthanc takes what we write: C-STORE of every file, STOW-RS of the same files, then both are counted and one dose is
# read back unchanged. Opt-in: ctest -L peer; needs orthanc, orthanc-dicomweb, dcmtk and curl, else it is skipped (77).
# usage: orthanc.sh BUILD_FOLDER
set -eu
build=$(cd "$1" && pwd)
for tool in Orthanc storescu curl; do
  command -v "$tool" > /dev/null || { echo "skipped: $tool is absent"; exit 77; }
done
plugin=$(find /usr/lib /usr/share/orthanc -name 'libOrthancDicomWeb.so*' 2> /dev/null | head -n 1)
[ -n "$plugin" ] || { echo "skipped: the DICOMweb plug-in is absent"; exit 77; }

work=$(mktemp -d)
server=
trap '[ -n "$server" ] && kill "$server" 2> /dev/null; wait 2> /dev/null; rm -rf "$work"' EXIT
host=localhost http=$((20000 + $$ % 20000)) dicom=$((http + 1))
web=$host:$http
cat > "$work/orthanc.json" << JSON
{ "Name": "test", "StorageDirectory": "$work/store", "IndexDirectory": "$work/store", "Plugins": ["$plugin"],
  "HttpPort": $http, "DicomPort": $dicom, "AuthenticationEnabled": false, "RemoteAccessAllowed": false,
  "DicomAlwaysAllowStore": true, "DicomWeb": { "Enable": true, "Root": "/dicom-web/" } }
JSON
Orthanc "$work/orthanc.json" > "$work/log" 2>&1 &
server=$!
for wait in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
  curl -s "$web/system" > "$work/system" && break
  sleep 1
done
grep -q Version "$work/system" || { cat "$work/log"; exit 1; }

"$build/test_tools/make_dicom" "$work/plan"
"$build/abscope" convert "$work/plan" "$work/eqd2" --quantity eqd2 --alpha-beta "3 Gy" > /dev/null
"$build/abscope" convert "$work/plan" "$work/bed" --quantity bed --alpha-beta "10 Gy" > /dev/null
files=$(find "$work/plan" "$work/eqd2" "$work/bed" -name '*.dcm' | sort)
expected=$(for file in $files; do dcmdump +P SOPInstanceUID "$file" 2> /dev/null | sed 's/.*\[//; s/\].*//'; done | sort -u | wc -l)

count() { curl -s "$web/instances" | tr ',' '\n' | grep -c '"' || true; }
echo "C-STORE of $(echo "$files" | wc -l) files, $expected different instances"
storescu -aec ORTHANC "$host" "$dicom" $files
[ "$(count)" -eq "$expected" ] || { echo "Orthanc holds $(count) instances"; tail "$work/log"; exit 1; }

curl -s "$web/instances" | tr -d '[]" \n' | tr ',' '\n' > "$work/ids"
while read -r id || [ -n "$id" ]; do curl -s -X DELETE "$web/instances/$id" > /dev/null; done < "$work/ids"
[ "$(count)" -eq 0 ]
echo "STOW-RS of the same files"
for file in $files; do
  { printf -- '--abscope\r\nContent-Type: application/dicom\r\n\r\n'; cat "$file"; printf '\r\n--abscope--\r\n'; } > "$work/body"
  status=$(curl -s -o "$work/answer" -w '%{http_code}' -H 'Content-Type: multipart/related; type="application/dicom"; boundary=abscope' \
    --data-binary @"$work/body" "$web/dicom-web/studies")
  [ "$status" = 200 ] || { echo "$file: STOW answered $status"; cat "$work/answer"; exit 1; }
done
[ "$(count)" -eq "$expected" ] || { echo "Orthanc holds $(count) instances after STOW"; exit 1; }

uid=$(dcmdump +P SOPInstanceUID "$work/eqd2/RTDOSE.dcm" | sed 's/.*\[//; s/\].*//')
id=$(curl -s -X POST "$web/tools/lookup" -d "$uid" | grep '"ID"' | head -n 1 | sed 's/.*: "//; s/".*//')
mkdir "$work/back"
curl -s "$web/instances/$id/file" > "$work/back/RTDOSE.dcm"
cmp "$work/back/RTDOSE.dcm" "$work/eqd2/RTDOSE.dcm"
echo "Orthanc took every file by C-STORE and by STOW-RS and gave the EQD2 dose back byte by byte"
