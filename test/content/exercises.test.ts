import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { diskFiles } from '../../src/cli/build/diskFiles.ts';
import { symptomsOf, tryExercises, unproven, usualExerciseOptions } from '../../src/cli/build/tryExercises.ts';
import { exerciseDetails } from '../../src/core/exercise/makeDetails.ts';
import { judge } from '../../src/core/exercise/verdict.ts';
import { languages } from '../../src/core/model.ts';
import { loadPack } from '../../src/core/pack/loadPack.ts';
import { formatProblem } from '../../src/core/pack/validate.ts';
import { withPack } from './withPack.ts';

const root = join(import.meta.dirname, '..', '..');
/** Most that checking an exercise may take, in seconds. */
const mostSeconds = 5;

it('in every exercise the empty hole fails, and each planted mistake with its own sentence, in time', async (t) => {
  const pack = await loadPack(diskFiles(root));
  const trials = await tryExercises(root, pack);
  assert.deepEqual(unproven(trials).map(formatProblem), []);
  let exercises = 0;
  for (const topic of pack.topics) {
    const details = exerciseDetails(topic, (template, hole) => symptomsOf(trials, template, hole));
    for (const detail of Object.values(details)) {
      exercises++;
      const own = trials.filter((trial) => trial.template.key === detail.template && trial.hole.id === detail.id);
      const planted = own.filter((trial) => trial.why !== undefined);
      assert.ok(planted.length >= 2, detail.id);
      for (const language of languages) {
        for (const { why, examination } of own) {
          const { passed, kind, message } = judge(detail, examination, language);
          assert.equal(passed, false);
          if (why === undefined) assert.equal(kind, 'empty', `${detail.id}: ${message}`);
          else assert.equal(message.split('\n')[0], why[language], detail.id);
        }
        assert.ok(detail.task[language] !== '' && detail.hints[language].length === 3, detail.id);
      }
      const slowest = Math.max(...own.map(({ seconds }) => seconds));
      assert.ok(slowest < mostSeconds, `${detail.id} takes ${slowest.toFixed(1)} s`);
    }
  }
  assert.ok(exercises > 0);
  t.diagnostic(`${exercises} exercises, ${trials.length} trials`);
});

it('finds a mistake that passes and two that look alike', async () => {
  const alike = [{ replace: 's = xi;', why: ['One.', '一。'] }, { replace: 's = 0 + xi;', why: ['Two.', '二。'] }, { replace: 's += xi + 0;', why: ['Three.', '三。'] }];
  const problems = await withPack({ 'media/topics/sums/mistakes.json': JSON.stringify({ add: { step: alike } }) }, async (folder) => (
    unproven(await tryExercises(folder, await loadPack(diskFiles(folder)), { ...usualExerciseOptions, cache: undefined })).map(({ message }) => message)
  ));
  assert.deepEqual(problems, [
    'the mistake “Two.” in hole step gives the same numbers as “One.”',
    'the mistake “Three.” in hole step passes every check',
  ]);
});
