import { loadMnist } from './harness/data/mnist.ts'
import { networkObjective } from './harness/networks/networkObjective.ts'
import { initialTheta } from './harness/networks/initializers.ts'
const d = await loadMnist('mnist-centered','train')
const h = Number(process.argv[2])
const o = networkObjective({layers:[784,h,10],activation:'relu',loss:'cross-entropy',inputs:d.inputs,targets:{labels:d.labels}})
const th=initialTheta(o.shape,'xavier-normal',1)
let t=performance.now(); console.log(o.loss(th)); console.log('loss ms',performance.now()-t)
t=performance.now(); const g=o.gradient(th); console.log('grad ms',performance.now()-t)
t=performance.now(); const z=o.structuralZeros(th); console.log('zeros ms',performance.now()-t, z.silentCount,z.constantInputs,z.softmaxShift,z.deadUnits,z.total)
t=performance.now(); const H=await o.hessian(th); console.log('hess ms',performance.now()-t,H.errorBound)
