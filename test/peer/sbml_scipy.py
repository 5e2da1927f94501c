"""The twin's SBML file, by itself, against the program: libsbml judges it, and SciPy integrates it from the file alone.

usage: sbml_scipy.py ABSCOPE WORK_FOLDER CASE
Ends with 77 (skipped) where python3-sbml5 or python3-scipy is absent.
"""
import csv
import math
import os
import subprocess
import sys

try:
    import libsbml
    import numpy as np
    from scipy.integrate import solve_ivp
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

ALLOWED = 1e-4


def python_text(node):
    """MathML as a Python expression over the dictionaries p (constants) and v (variables)."""
    kind = node.getType()
    parts = [python_text(node.getChild(i)) for i in range(node.getNumChildren())]
    if node.isNumber():
        return repr(node.getValue())
    if kind == libsbml.AST_NAME_TIME:
        return "t"
    if kind == libsbml.AST_NAME:
        return f"v[{node.getName()!r}]"
    if kind == libsbml.AST_PLUS:
        return "(" + "+".join(parts) + ")" if parts else "0"
    if kind == libsbml.AST_TIMES:
        return "(" + "*".join(parts) + ")" if parts else "1"
    if kind == libsbml.AST_MINUS:
        return f"(-{parts[0]})" if len(parts) == 1 else f"({parts[0]}-{parts[1]})"
    if kind == libsbml.AST_DIVIDE:
        return f"({parts[0]}/{parts[1]})"
    if kind in (libsbml.AST_POWER, libsbml.AST_FUNCTION_POWER):
        return f"({parts[0]}**{parts[1]})"
    if kind == libsbml.AST_FUNCTION_ROOT:
        return f"({parts[-1]}**(1.0/({parts[0]})))" if len(parts) == 2 else f"math.sqrt({parts[0]})"
    if kind == libsbml.AST_FUNCTION_EXP:
        return f"math.exp({parts[0]})"
    if kind == libsbml.AST_FUNCTION_LN:
        return f"math.log({parts[0]})"
    raise ValueError(f"no Python for {node.getName() or kind}")


def compiled(text):
    return compile(text, "sbml", "eval")


class Model:
    def __init__(self, path):
        document = libsbml.readSBML(path)
        # The file states no units; everything else of the consistency checks is on.
        document.setConsistencyChecks(libsbml.LIBSBML_CAT_UNITS_CONSISTENCY, False)
        faults = document.checkConsistency()
        for i in range(document.getNumErrors()):
            print(document.getError(i).getMessage())
        assert faults == 0, f"libsbml finds {faults} faults"
        model = document.getModel()
        self.values = {p.getId(): p.getValue() for p in model.getListOfParameters()}
        self.states, self.rates, rules = [], [], {}
        for rule in model.getListOfRules():
            text = python_text(rule.getMath())
            if rule.isRate():
                self.states.append(rule.getVariable())
                self.rates.append(compiled(text))
            else:
                rules[rule.getVariable()] = (rule.getMath(), compiled(text))
        self.rules = ordered(rules)
        self.events = []
        for event in model.getListOfEvents():
            trigger = event.getTrigger().getMath()
            time = trigger.getRightChild().getValue()
            priority = event.getPriority().getMath().getValue()
            changes = [(a.getVariable(), compiled(python_text(a.getMath()))) for a in event.getListOfEventAssignments()]
            self.events.append((time, -priority, changes))
        self.events.sort(key=lambda e: (e[0], e[1]))

    def environment(self, t, y):
        v = dict(self.values)
        v.update(zip(self.states, y))
        scope = {"v": v, "t": t, "math": math}
        for name, code in self.rules:
            v[name] = eval(code, scope)
        return scope

    def slope(self, t, y):
        scope = self.environment(t, y)
        return [eval(code, scope) for code in self.rates]

    def run(self, times):
        """Values of all states at the times, before the events of the moment."""
        y = np.array([self.values[s] for s in self.states])
        now, out, events = 0.0, {}, list(self.events)
        for stop in sorted(set(times) | {e[0] for e in events if e[0] <= times[-1]}):
            if stop > now:
                y = solve_ivp(self.slope, (now, stop), y, method="LSODA", rtol=1e-8, atol=1e-12).y[:, -1]
                now = stop
            if stop in times:
                out[stop] = y.copy()
            while events and events[0][0] <= stop:
                scope = self.environment(now, y)
                new = {name: eval(code, scope) for name, code in events.pop(0)[2]}
                y = np.array([new.get(s, value) for s, value in zip(self.states, y)])
        return out


def ordered(rules):
    """Assignment rules so that each comes after those that it names."""
    done, out = set(), []

    def names(node):
        found = {node.getName()} if node.getType() == libsbml.AST_NAME else set()
        for i in range(node.getNumChildren()):
            found |= names(node.getChild(i))
        return found

    def add(name):
        if name in done:
            return
        done.add(name)
        for needed in names(rules[name][0]):
            if needed in rules:
                add(needed)
        out.append((name, rules[name][1]))

    for name in rules:
        add(name)
    return out


def compare(abscope, folder, name, export, until, every):
    """The program's run of a file that it exported, against SciPy's; the states of every `every` days."""
    file, table = os.path.join(folder, name + ".xml"), os.path.join(folder, name + ".csv")
    subprocess.run([abscope, "sbml", "export"] + export + ["--out", file], check=True)
    subprocess.run([abscope, "sbml", "run", file, "--until", str(until), "--every", str(every), "--out", table], check=True)
    with open(table, newline="") as text:
        rows = list(csv.DictReader(text))
    model = Model(file)
    theirs = model.run([float(r["time"]) for r in rows])
    worst, where = 0.0, ""
    for i, state in enumerate(model.states):
        largest = max(abs(float(r[state])) for r in rows)
        for row in rows:
            ours, value = float(row[state]), theirs[float(row["time"])][i]
            difference = abs(ours - value) / (abs(value) + 1e-6 * largest + 1e-300)
            if difference > worst:
                worst, where = difference, f"{state} at {row['time']}"
    print(f"{name}: {len(model.states)} states, {len(model.events)} events: largest relative difference {worst:.2g} ({where})")
    assert worst < ALLOWED, "the file does not give the program's numbers"
    return len(model.events)


def main():
    abscope, folder, case = sys.argv[1], sys.argv[2], sys.argv[3]
    os.makedirs(folder, exist_ok=True)
    compare(abscope, folder, "mouse", ["--fraction", "8@0,1,2", "--drug", "anti_pd1:30@2,5", "--drug", "vaccine:1@2", "--until", "20"], 30, 5)
    # A case: 60 d untreated, the measurement of its lesions, fractions over dose-volume histograms, drugs with human kinetics.
    events = compare(abscope, folder, "case", [case, "--until", "40"], 100, 20)
    assert events >= 5, "the case's measurement, fractions and drugs are not in the file"


main()
