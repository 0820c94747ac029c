"""What both peers share: the problem that the benchmark wrote, and the conversation with it.

problem.json holds layers, activation, loss and threads; inputs.npy [N, d], targets.npy [N, C] (one-hot for labels)
and theta.npy [P] are float64. theta is layer after layer: weights [fanIn, fanOut] row-major, then bias [fanOut].

Each line on stdin is a command, answered by one line of JSON on stdout when it is done:
    check        writes hessian.npy and eigenvalues.npy, to be compared before anything is timed
    hessian      computes the Hessian
    eigenvalues  computes the eigenvalues of the checked Hessian
    rows K       computes K rows of the Hessian, one after the other (where the peer has it)
"""

import json
import os
import sys

import numpy

folder = sys.argv[1]
with open(os.path.join(folder, "problem.json")) as file:
    problem = json.load(file)


def limit_threads():
    """Before the framework is imported: it counts the processors it may run on."""
    threads = problem["threads"]
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(threads)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def load(name):
    return numpy.load(os.path.join(folder, name + ".npy"))


def save(name, values):
    numpy.save(os.path.join(folder, name + ".npy"), numpy.ascontiguousarray(values))


def layers():
    """Where each layer's weights and bias are: (weights, bias, end, fanIn, fanOut)."""
    widths = problem["layers"]
    at = 0
    places = []
    for fan_in, fan_out in zip(widths, widths[1:]):
        bias = at + fan_in * fan_out
        places.append((at, bias, bias + fan_out, fan_in, fan_out))
        at = bias + fan_out
    return places


def serve(version, commands):
    print(json.dumps({"ready": version}), flush=True)
    for line in sys.stdin:
        name, *numbers = line.split()
        commands[name](*[int(number) for number in numbers])
        print(json.dumps({"done": name}), flush=True)
