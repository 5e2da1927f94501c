// The names of T2's parameters, in the order of parameters.toml. Belongs to the shelf of model T2; meanings and units stand
// in parameters.toml, the equations that use them in kernel.hpp.
#pragma once

#define ABSCOPE_T2_PARAMETERS(X) \
    X(rg) X(Cmax) X(alpha) X(ab) X(dT) X(OER) X(kho) X(hmax) X(hC) X(kbd) X(kdn) X(kcl) X(kA) X(kAd) \
    X(krep) X(kmis) X(kU) X(kS) X(dS) X(aX) X(F50) X(kXd) X(S50) X(kI) X(kId) X(ldI) X(FL) X(kP) X(aPI) \
    X(aPg) X(aPF) X(p50) X(kDC) X(A50) X(kmig) X(kDCd) X(wI) X(I50) X(wD) X(ktr) X(kDCn) X(DC50) X(qf) \
    X(kHr) X(nu) X(ag) X(kpr) X(pro) X(ktw) X(c0) X(aox) X(kQ) X(kQd) X(kQb) X(kQp) X(mem) X(Q0) X(Qmax) \
    X(Wc) X(kTn) X(adN) X(wTn) X(kin) X(K50) X(kEp) X(kEd) X(kEg) X(kmat) X(kex) X(kExd) X(kB) X(kE) \
    X(KTC) X(kR) X(kRd) X(aRG) X(aRU) X(adR) X(R50) X(kM) X(kMd) X(fMD) X(M50) X(aMF) X(M8) X(kM1) \
    X(kM1d) X(kK) X(aKI) X(aKL) X(kK1) X(kV) X(gV) X(kG) X(aGF) X(aGA) X(aGc) X(wA) X(G50) X(hN) \
    X(siteM) X(siteT) X(siteL) X(ksiph) X(Ms) X(aNew) X(aRes) X(sPD1) X(aLN) X(aDC) X(aR) X(aM) X(aM1) \
    X(aHn) X(aN) X(kALC) X(ALC0) X(NEU0) X(fB) X(bs) X(field) X(kCT) X(kel) X(k12) X(k21) X(kelO) \
    X(kelV) X(K1) X(K4) X(KO) X(Kt) X(kvac) \
    X(kRv) X(hDens) X(hPro) X(hLive) X(AD50) X(eK) X(eCap) X(T50) \
    X(kel1) X(k12_1) X(k21_1) X(kelL) X(k12_L) X(k21_L) X(kel4) X(k12_4) X(k21_4) \
    X(aSt) X(KSt) X(kelSt) X(wAd) X(K73) X(kel73) X(wLa) X(KLD) X(kelLD) X(wHx) X(wHs) X(KHm) X(kelHm) \
    X(aNv) X(kPr) X(KNv) X(kelNv) \
    X(kNM) X(kRec) X(aMh) X(kNk) X(kC4) X(kOx) X(wEx) X(wRG) X(fRD) X(nOth)
