import { trialsOf } from '../harness/mutants/detect.ts'

const room = process.argv[2]!
const seeds = Number(process.argv[3] ?? 5)
const only = process.argv[4]
const Room = room[0]!.toUpperCase() + room.slice(1)
const suite = (await import(`../harness/properties/${room}/${room}Suite.ts`))[`${room}Suite`]
const file = only === 'old' ? `${room}Mutants` : `heldOut${Room}Mutants`
const list = (await import(`../harness/mutants/${file}.ts`))[file]
for (const trial of trialsOf<any>(suite, list)) {
  if (only && only !== 'old' && !trial.bug.includes(only)) continue
  let caught = 0
  const by = new Set<string>()
  for (let seed = 1; seed <= seeds; seed++) {
    const d = await trial.detect(seed)
    if (d.status === 'caught') {
      caught++
      by.add(d.property!.slice(0, 60) + ' @' + d.broken!.cases + ' ' + d.broken!.why.slice(0, 70))
    }
  }
  if (only === 'old') {
    if (caught < seeds && !trial.uncatchable) console.log('MISSED', trial.bug)
    continue
  }
  console.log(`${caught}/${seeds} ${trial.bug}\n      ${[...by].slice(0, 2).join('\n      ')}`)
}
console.log('done', process.cpuUsage().user / 1e6)
