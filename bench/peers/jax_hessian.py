"""jax.hessian, compiled, and jnp.linalg.eigvalsh in float64 on the CPU."""

import os

import peer

peer.limit_threads()
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)

activations = {"tanh": jnp.tanh, "relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid, "softplus": jax.nn.softplus}
phi = activations[peer.problem["activation"]]
places = peer.layers()
inputs, targets, theta = (jnp.asarray(peer.load(name)) for name in ("inputs", "targets", "theta"))


def loss(theta):
    a = inputs
    for depth, (weights, bias, end, fan_in, fan_out) in enumerate(places):
        z = a @ theta[weights:bias].reshape(fan_in, fan_out) + theta[bias:end]
        a = phi(z) if depth + 1 < len(places) else z
    if peer.problem["loss"] == "cross-entropy":
        return -jnp.mean(jnp.sum(targets * jax.nn.log_softmax(a, axis=1), axis=1))
    return jnp.mean((a - targets) ** 2)


hessian = jax.jit(jax.hessian(loss))
eigenvalues = jax.jit(jnp.linalg.eigvalsh)
checked = {}


def check():
    checked["hessian"] = hessian(theta)
    peer.save("hessian", checked["hessian"])
    peer.save("eigenvalues", eigenvalues(checked["hessian"]))


peer.serve(
    f"jax {jax.__version__}",
    {
        "check": check,
        "hessian": lambda: hessian(theta).block_until_ready(),
        "eigenvalues": lambda: eigenvalues(checked["hessian"]).block_until_ready(),
    },
)
