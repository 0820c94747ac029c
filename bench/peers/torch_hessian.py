"""torch.func.hessian, rows by torch.autograd, and torch.linalg.eigvalsh in float64 on the CPU."""

import peer

peer.limit_threads()

import torch
import torch.nn.functional as functional

torch.set_num_threads(peer.problem["threads"])
activations = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "softplus": functional.softplus,
}
phi = activations[peer.problem["activation"]]
places = peer.layers()
inputs, targets, theta = (torch.from_numpy(peer.load(name)) for name in ("inputs", "targets", "theta"))


def loss(theta):
    a = inputs
    for depth, (weights, bias, end, fan_in, fan_out) in enumerate(places):
        z = a @ theta[weights:bias].reshape(fan_in, fan_out) + theta[bias:end]
        a = phi(z) if depth + 1 < len(places) else z
    if peer.problem["loss"] == "cross-entropy":
        return -(targets * torch.log_softmax(a, dim=1)).sum(dim=1).mean()
    return ((a - targets) ** 2).mean()


hessian = torch.func.hessian(loss)
checked = {}


def check():
    checked["hessian"] = hessian(theta)
    peer.save("hessian", checked["hessian"].numpy())
    peer.save("eigenvalues", torch.linalg.eigvalsh(checked["hessian"]).numpy())


graph = {}


def rows(count):
    """Spread over all of them. The gradient's graph is kept, as a loop over all rows would keep it."""
    if not graph:
        graph["theta"] = theta.clone().requires_grad_()
        graph["gradient"] = torch.autograd.grad(loss(graph["theta"]), graph["theta"], create_graph=True)[0]
    places = [(2 * k + 1) * len(theta) // (2 * count) for k in range(count)]
    computed = [
        torch.autograd.grad(graph["gradient"][p], graph["theta"], retain_graph=True)[0] for p in places
    ]
    peer.save("rows", torch.stack(computed).numpy())


peer.serve(
    f"torch {torch.__version__}",
    {
        "check": check,
        "rows": rows,
        "hessian": lambda: hessian(theta),
        "eigenvalues": lambda: torch.linalg.eigvalsh(checked["hessian"]),
    },
)
