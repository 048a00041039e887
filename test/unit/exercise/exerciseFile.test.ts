import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exerciseText } from '../../../src/core/exercise/exerciseFile.ts';
import { holeLine } from '../../../src/core/exercise/holeLine.ts';
import { exerciseDetails } from '../../../src/core/exercise/makeDetails.ts';
import { languages } from '../../../src/core/model.ts';
import { loadPack } from '../../../src/core/pack/loadPack.ts';
import { importClosure } from '../../../src/core/template/importClosure.ts';
import { parseTemplate } from '../../../src/core/template/parseTemplate.ts';
import { diskFiles } from '../../../src/cli/build/diskFiles.ts';
import { files, soundFiles, template } from '../pack/samplePack.ts';

const root = `${import.meta.dirname}/../../..`;

test('the file holds task, reason and mark above lines that throw, and is still a template', async () => {
  const [topic] = (await loadPack(files(soundFiles))).topics;
  const detail = exerciseDetails(topic!, () => [])['step']!;
  assert.deepEqual([detail.equations, detail.template, detail.hints.en.length], [['recurrence'], 'sums/add', 3]);
  const text = exerciseText(template, detail, 'en');
  assert.match(text, /\n {4}\/\/ Exercise: Write the step\n {4}\/\/ In add, add the next number\..*\n(?: {4}\/\/ .*\n)* {4}\/\/ Why: .*The last term is split off/);
  assert.match(text, /\n {4}\/\/ eq: recurrence \| hole: step\n {4}throw new Error\('hole: step'\);\n/);
  assert.ok(!text.includes('s += xi'));
  assert.equal(text.split('\n')[holeLine(text, 'step')! - 1], "    throw new Error('hole: step');");
  assert.equal(holeLine(text.replaceAll('\n', '\r\n'), 'step'), holeLine(text, 'step'));
  assert.equal(holeLine(template.replace('hole: step', ''), 'step'), undefined);
  const parsed = parseTemplate('snippets/sums/add.ts', text);
  assert.deepEqual(parsed.problems, []);
  assert.deepEqual(parsed.template.holes.map(({ id }) => id), ['step']);
});

test('every exercise that ships gives such a file in both languages, its lines not too long', async () => {
  const { topics } = await loadPack(diskFiles(root));
  let seen = 0;
  for (const topic of topics) {
    for (const detail of Object.values(exerciseDetails(topic, () => []))) {
      const { text, file } = topic.templates.find(({ key }) => key === detail.template)!;
      for (const language of languages) {
        const made = exerciseText(text, detail, language);
        const { template: read, problems } = parseTemplate(file, made);
        assert.deepEqual(problems, [], detail.id);
        assert.ok(read.holes.some(({ id }) => id === detail.id), detail.id);
        const place = holeLine(made, detail.id)!;
        const before = new Set(text.split('\n'));
        const written = made.split('\n').slice(0, place - 1).filter((line) => !before.has(line));
        assert.ok(written.length > 0 && written.every((line) => line.length <= 140), detail.id);
        assert.equal(made.split('\n').slice(place - 1).join('\n'), [detail.empty.text, ...text.split('\n').slice(detail.empty.lines.last)].join('\n'));
        seen++;
      }
    }
  }
  assert.ok(seen > 10);
});

test('a file is taken with everything that it imports, once each', async () => {
  const table: Readonly<Record<string, string>> = {
    'snippets/t/a.ts': "import { b } from './b.ts';\nimport type { Report } from '../kit/demo.ts';\n",
    'snippets/t/b.ts': "import {\n  x,\n} from '../kit/x.ts';\nexport { a } from './a.ts';\n",
    'snippets/kit/demo.ts': "export type { Report } from './report.ts';\n",
    'snippets/kit/report.ts': '', 'snippets/kit/x.ts': "// import { no } from './no.ts';\n",
  };
  const read = async (path: string) => table[path];
  assert.deepEqual([...(await importClosure('snippets/t/a.ts', read)).keys()].sort(), Object.keys(table).sort());
  await assert.rejects(importClosure('snippets/t/c.ts', read), /snippets\/t\/c\.ts does not exist/);
});
