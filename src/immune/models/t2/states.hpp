// T2's states: their names and where each stands in the vector (lesions, then nodes, then the systemic block; then, only in
// a topology with adjuncts, the further drugs and the presence of each node).
// Belongs to the shelf of model T2; the meaning of each stands in model.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#define ABSCOPE_T2_LESION_STATES(X) \
    X(Co) X(Ch) X(D1) X(D2) X(A) X(F) X(U) X(S) X(X_) X(I) X(P) X(T) X(En) X(Er) X(Ex) X(R) X(M) X(M1) X(K) X(V) X(GT) X(GA) X(St)
#define ABSCOPE_T2_NODE_STATES(X) X(DC1) X(DC2) X(DCn) X(W1) X(W2) X(W3) X(Q) X(Hn) X(Tn)
#define ABSCOPE_T2_SYSTEMIC_STATES(X) \
    X(B) X(ALC) X(NEU) X(CT) X(c1) X(c1p) X(cL) X(cLp) X(c4) X(c4p) X(cO) X(cTb) X(cAb) X(cCc) X(cVx)
#define ABSCOPE_T2_ADJUNCT_STATES(X) X(cSt) X(c73) X(cLD) X(cHm) X(cNv)

namespace abscope::immune::t2 {

#define ABSCOPE_T2_ENUMERATOR(name) name,
struct LesionIndex { enum : int { ABSCOPE_T2_LESION_STATES(ABSCOPE_T2_ENUMERATOR) count }; };
struct NodeIndex { enum : int { ABSCOPE_T2_NODE_STATES(ABSCOPE_T2_ENUMERATOR) count }; };
struct SystemicIndex { enum : int { ABSCOPE_T2_SYSTEMIC_STATES(ABSCOPE_T2_ENUMERATOR) count }; };
struct AdjunctIndex { enum : int { ABSCOPE_T2_ADJUNCT_STATES(ABSCOPE_T2_ENUMERATOR) count }; };
#undef ABSCOPE_T2_ENUMERATOR

/// The states of one block, each a number or a lane of patients.
#define ABSCOPE_T2_MEMBER(name) Real name;
template <class Real> struct LesionOf { ABSCOPE_T2_LESION_STATES(ABSCOPE_T2_MEMBER) };
template <class Real> struct NodeOf { ABSCOPE_T2_NODE_STATES(ABSCOPE_T2_MEMBER) };
template <class Real> struct SystemicOf { ABSCOPE_T2_SYSTEMIC_STATES(ABSCOPE_T2_MEMBER) };
template <class Real> struct AdjunctOf { ABSCOPE_T2_ADJUNCT_STATES(ABSCOPE_T2_MEMBER) };
#undef ABSCOPE_T2_MEMBER

/// Which node each lesion drains to; decides the size of the state vector.
struct Topology {
    std::vector<int> node_of;  ///< of each lesion; -1: it drains nowhere
    int nodes = 0;
    bool adjuncts = false;     ///< follow the further drugs, and nodes that surgery may remove

    int lesions() const { return static_cast<int>(node_of.size()); }
    int lesion_at(int lesion) const { return lesion * LesionIndex::count; }
    int node_at(int node) const { return lesions() * LesionIndex::count + node * NodeIndex::count; }
    int systemic_at() const { return node_at(nodes); }
    int adjunct_at() const { return systemic_at() + SystemicIndex::count; }
    /// Presence of a node: 1, or 0 once it is removed. Only with adjuncts.
    int presence_at(int node) const { return adjunct_at() + AdjunctIndex::count + node; }
    int size() const { return adjunct_at() + (adjuncts ? AdjunctIndex::count + nodes : 0); }
    /// The first lesion that drains to a node: the node carries its parameters; -1 if none does.
    int first_lesion_of(int node) const;
    bool operator==(const Topology&) const = default;
};

/// n lesions, each with its own node: the layout of the reference trajectories.
Topology one_node_each(int lesions);

/// "Co[0]", "DC1[1]", "ALC": the name of a state by its place.
std::string state_name(const Topology& topology, int state);
/// The place of a state by that name, or -1.
int find_state(const Topology& topology, std::string_view name);

}  // namespace abscope::immune::t2
