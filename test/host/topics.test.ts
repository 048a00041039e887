import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { areas, type Language } from '../../src/core/model.ts';
import { addAttempt, addRead, addRun, noProgress, setMark, type Progress } from '../../src/core/progress/progress.ts';
import { ErrorReporter } from '../../src/host/support/errors.ts';
import { ExtensionContent, type ContentStore } from '../../src/host/support/contentStore.ts';
import type { Settings } from '../../src/host/support/settings.ts';
import type { TopicNode } from '../../src/host/topics/topicNode.ts';
import { TopicsTree } from '../../src/host/topics/topicsTree.ts';
import { splitTitle } from '../../src/host/topics/topicItem.ts';
import { FakeContent } from '../fakes/content.ts';
import { FakeLog } from '../fakes/log.ts';
import { extension, testInEnglish } from './support.ts';

async function treeOf(language: Language, content?: ContentStore, progress: Progress = noProgress): Promise<TopicsTree> {
  const settings = { articleLanguage: language } as Settings;
  return new TopicsTree(content ?? new ExtensionContent((await extension()).extensionUri), settings, new ErrorReporter(new FakeLog()), { current: progress });
}

async function all(tree: TopicsTree, node?: TopicNode): Promise<TopicNode[]> {
  const children = await tree.getChildren(node);
  return (await Promise.all(children.map(async (child) => [child, ...(await all(tree, child))]))).flat();
}

export function topicsTests(): void {
  suite('topics', () => {
    test('five areas hold ten topics', async () => {
      const tree = await treeOf('en');
      const nodes = await all(tree);
      assert.deepEqual((await tree.getChildren()).map((node) => node.kind === 'area' && node.area), areas);
      assert.equal(nodes.filter(({ kind }) => kind === 'topic').length, 10);
      tree.dispose();
    });

    test('flash-attention shows its steps, templates and exercises', async () => {
      const tree = await treeOf('en');
      const nodes = (await all(tree)).filter((node) => 'topic' in node && node.topic === 'flash-attention');
      const count = (kind: TopicNode['kind']) => nodes.filter((node) => node.kind === kind).length;
      assert.equal(count('step'), 27);
      assert.ok(count('section') >= 3 && count('template') >= 10 && count('exercise') >= 10);
      tree.dispose();
    });

    for (const language of ['en', 'zh-cn'] as const) {
      test(`every row has id, label, spoken label and, when hovered, a text (${language})`, async () => {
        const tree = await treeOf(language);
        const ids = new Set<string>();
        for (const node of await all(tree)) {
          const item = await tree.getTreeItem(node);
          assert.ok(item.id !== undefined && !ids.has(item.id), `${item.id} once`);
          ids.add(item.id);
          assert.equal(item.tooltip, undefined, 'tooltips are made when they are needed');
          if (node.kind === 'area' || node.kind === 'section') continue;
          assert.ok((item.accessibilityInformation?.label ?? '').length > 3, item.id);
          if (!['topic', 'step', 'template', 'exercise'].includes(node.kind)) continue;
          assert.ok(item.command, item.id);
          const { tooltip } = await tree.resolveTreeItem(item, node);
          assert.ok(tooltip instanceof vscode.MarkdownString && tooltip.value.length > 3 && tooltip.isTrusted !== true, item.id);
          if (node.kind === 'topic' && language === 'zh-cn') assert.match(tooltip.value, /[\u4e00-\u9fff]/);
        }
        tree.dispose();
      });
    }

    test('parents lead from every row to its area', async () => {
      const tree = await treeOf('en');
      for (const node of await all(tree)) {
        let up: TopicNode | undefined = node;
        for (let depth = 0; up && up.kind !== 'area'; depth++) {
          assert.ok(depth < 4);
          up = await tree.getParent(up);
        }
        assert.equal(up?.kind, 'area');
      }
      tree.dispose();
    });

    test('a topic without an article says so, to the eye and to the ear', async () => {
      const tree = await treeOf('en', new FakeContent());
      const item = await tree.getTreeItem({ kind: 'topic', topic: 'second' });
      assert.equal(item.description, vscode.l10n.t('no article yet'));
      assert.ok(item.accessibilityInformation?.label.includes(vscode.l10n.t('no article yet')));
      const written = await tree.getTreeItem({ kind: 'topic', topic: 'first' });
      assert.equal(written.label, 'First');
      assert.equal(written.description, 'of all');
      tree.dispose();
    });

    testInEnglish('Markdown in a title stays text in its tooltip', async () => {
      const content = new FakeContent();
      const tree = await treeOf('en', content);
      const { topics } = await content.catalogue();
      const evil = { ...topics[0]!, title: { en: '[x](command:evil) <b>', 'zh-cn': '' } };
      content.catalogue = async () => ({ topics: [evil] });
      const { tooltip } = await tree.resolveTreeItem({}, { kind: 'topic', topic: evil.id });
      assert.ok(tooltip instanceof vscode.MarkdownString);
      assert.ok(!/\[x\]\(/.test(tooltip.value) && !tooltip.value.includes('<b>'), tooltip.value);
      tree.dispose();
    });

    test('without a catalogue the tree is empty, and a later look finds it', async () => {
      const content = new FakeContent();
      const tree = await treeOf('en', content);
      const { catalogue } = FakeContent.prototype;
      content.catalogue = () => Promise.reject(new vscode.CancellationError());
      assert.deepEqual(await tree.getChildren(), []);
      content.catalogue = catalogue;
      assert.equal((await tree.getChildren()).length, 2);
      tree.dispose();
    });

    test('what was read, run and solved is shown by shape and word, and spoken', async () => {
      let progress = addRead(noProgress, 'first', 'one');
      progress = addRun(setMark(progress, 'first', 'two', 'skipped'), 'first', 'sum', false);
      progress = addAttempt(progress, 'first', 'add', true, 1);
      const tree = await treeOf('en', new FakeContent(), progress);
      const rows: readonly [TopicNode, icon: string, word: string][] = [
        [{ kind: 'step', topic: 'first', section: 'start', step: 'one' }, 'check', vscode.l10n.t('read')],
        [{ kind: 'step', topic: 'first', section: 'start', step: 'two' }, 'debug-step-over', vscode.l10n.t('skipped')],
        [{ kind: 'template', topic: 'first', template: 'sum' }, 'warning', vscode.l10n.t('a check failed')],
        [{ kind: 'exercise', topic: 'first', exercise: 'add' }, 'check', vscode.l10n.t('solved')],
      ];
      for (const [node, icon, word] of rows) {
        const item = await tree.getTreeItem(node);
        assert.ok(item.iconPath instanceof vscode.ThemeIcon && item.iconPath.id === icon, JSON.stringify(node));
        assert.ok(String(item.description).endsWith(word), String(item.description));
        assert.ok(item.accessibilityInformation?.label.endsWith(word), item.accessibilityInformation?.label);
      }
      const topic = await tree.getTreeItem({ kind: 'topic', topic: 'first' });
      assert.match(String(topic.description), /1\D+2.* · .*1\D+1/);
      assert.match(topic.accessibilityInformation?.label ?? '', /1\D+2.*0\D+1.*1\D+1/);
      const known = await treeOf('en', new FakeContent(), setMark(noProgress, 'first', undefined, 'known'));
      const row = await known.getTreeItem({ kind: 'topic', topic: 'first' });
      assert.ok(String(row.description).includes(vscode.l10n.t('known')), String(row.description));
      tree.dispose();
      known.dispose();
    });

    test('titles are cut at either colon', () => {
      assert.deepEqual(splitTitle('A: b: c'), { name: 'A', subtitle: 'b: c' });
      assert.deepEqual(splitTitle('甲：乙'), { name: '甲', subtitle: '乙' });
      assert.deepEqual(splitTitle('No subtitle 1:2'), { name: 'No subtitle 1:2', subtitle: '' });
    });
  });
}
