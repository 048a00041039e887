import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { getL10nJson } from '@vscode/l10n-dev';
import { commands, contextKeys, panels, settings, taskTypes, testControllers, treeItems, walkthroughs, viewContainers, views } from '../../src/contributions.ts';
import { languages } from '../../src/core/model.ts';

interface Command {
  readonly command: string;
  readonly title: string;
  readonly category: string;
  readonly icon?: string;
  readonly enablement?: string;
}

interface Setting {
  readonly scope: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
}

interface Manifest {
  readonly publisher: string;
  readonly name: string;
  readonly icon: string;
  readonly l10n: string;
  readonly main: string;
  readonly browser: string;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string; readonly group?: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly steps: readonly { readonly id: string; readonly media: { readonly svg: string }; readonly completionEvents: readonly string[] }[];
    }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when: string }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
    readonly taskDefinitions: readonly { readonly type: string }[];
  };
}

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const { contributes } = manifest;
const texts = (path: string) => JSON.parse(read(path)) as Record<string, string>;
const nls = { en: texts('package.nls.json'), 'zh-cn': texts('package.nls.zh-cn.json') };
const properties: Readonly<Record<string, Setting>> = Object.fromEntries(
  contributes.configuration.flatMap((group) => Object.entries(group.properties)),
);

const same = (actual: Iterable<string>, expected: Iterable<string>) => assert.deepEqual([...actual].sort(), [...expected].sort());
const values = (ids: Readonly<Record<string, string>>) => Object.values(ids);
const chinese = /[\u3400-\u9fff]/;
/** An ASCII mark where Chinese wants a full-width one: after a Chinese character or closing quote. */
const halfWidth = /[\u3400-\u9fff”’）][,;:!?.](?!\w)|[\u3400-\u9fff]\(/;

test('the manifest and contributions.ts name the same things', () => {
  same(contributes.commands.map(({ command }) => command), values(commands));
  same(Object.values(contributes.views).flat().map(({ id }) => id), values(views));
  same(contributes.viewsContainers.activitybar.map(({ id }) => id), values(viewContainers));
  same(Object.keys(contributes.views), values(viewContainers));
  same(Object.keys(properties), values(settings));
  same(contributes.taskDefinitions.map(({ type }) => type), values(taskTypes));
  const panelEvents = manifest.activationEvents.filter((event) => event.startsWith('onWebviewPanel:'));
  same(panelEvents, values(panels).map((id) => `onWebviewPanel:${id}`));
});

test('activation waits until something of ours is used, or a file is open that hovers and completions are for', () => {
  // A file of the reader's may hold an equation's mark: lens, hover and hint must be there before anything of ours was called.
  const code = manifest.activationEvents.filter((event) => event.startsWith('onLanguage:'));
  same(code, ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map((language) => `onLanguage:${language}`));
  for (const event of manifest.activationEvents) assert.match(event, /^(onWebviewPanel:.+|onUri|onLanguage:.+)$/, 'everything else is implied');
});

test('clauses name only context keys, panels and tree items that exist', () => {
  const known = new Set<string>([contextKeys, panels, views, testControllers].flatMap(values).concat(values(settings).map((id) => `config.${id}`)));
  const items = values(treeItems);
  const clauses = [
    ...Object.values(contributes.menus).flat().map(({ when }) => when), ...contributes.commands.map(({ enablement }) => enablement),
    ...contributes.viewsWelcome.map(({ when }) => when),
  ].filter((clause) => clause !== undefined);
  assert.ok(clauses.length > 10);
  for (const clause of clauses) {
    for (const [id] of clause.matchAll(/(config\.)?gradus\.[\w.]+/g)) assert.ok(known.has(id), `${id} in “${clause}”`);
    for (const [, item = ''] of clause.matchAll(/viewItem == (\w+)/g)) assert.ok(items.includes(item), `${item} in “${clause}”`);
    for (const [, pattern = ''] of clause.matchAll(/viewItem =~ \/(.+?)\//g)) {
      assert.ok(items.some((item) => new RegExp(pattern).test(item)), clause);
    }
  }
});

test('every command has category, icon and a place; menus name commands that exist', () => {
  for (const { command, category, icon, title } of contributes.commands) {
    assert.equal(category, 'Gradus', command);
    assert.match(icon ?? '', /^\$\([a-z-]+\)$/, command);
    assert.match(title, /^%command\..+\.title%$/, command);
  }
  for (const [menu, entries] of Object.entries(contributes.menus)) {
    for (const { command, group } of entries) {
      assert.ok(values(commands).includes(command), `${command} in ${menu}`);
      if (menu === 'view/item/context') assert.match(group ?? '', /^(inline@\d|\d_\w+)$/);
    }
  }
  const inline = contributes.menus['view/item/context']!
    .filter(({ group, when }) => group?.startsWith('inline') && when?.includes('viewItem == template'));
  assert.ok(inline.length <= 3, 'at most three icons in a row');
});

test('every %key% has a text in both languages, and every text is used', () => {
  const used = new Set([...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key!));
  for (const language of languages) {
    same(Object.keys(nls[language]), used);
    for (const [key, text] of Object.entries(nls[language])) assert.notEqual(text.trim(), '', key);
  }
});

test('the Chinese manifest is Chinese, with full-width punctuation', () => {
  const asInEnglish = ['viewContainer.gradus.title', 'settings.article.language.en'];
  for (const [key, text] of Object.entries(nls['zh-cn'])) {
    if (!asInEnglish.includes(key)) assert.match(text, chinese, key);
    assert.doesNotMatch(text, halfWidth, key);
  }
});

test('the exported bundle is fresh, and the Chinese one covers it with the same placeholders', async () => {
  const files = globSync('src/**/*.ts', { cwd: root }).map((file) => ({ extension: '.ts' as const, contents: read(file) }));
  const fresh = await getL10nJson(files);
  const bundle = texts('l10n/bundle.l10n.json');
  assert.deepEqual(bundle, fresh, 'run: vscode-l10n-dev export --outDir ./l10n ./src');
  const translated = texts('l10n/bundle.l10n.zh-cn.json');
  same(Object.keys(translated), Object.keys(bundle));
  const places = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([place]) => place).sort();
  for (const [key, text] of Object.entries(translated)) {
    assert.deepEqual(places(text), places(key), key);
    if (/[A-Za-z]{2}/.test(key)) assert.match(text, chinese, key);
    assert.doesNotMatch(text.replace(/^\{0\}\. /, ''), halfWidth, key);
  }
});

test('the settings offer the languages there are, and paths are not taken from an untrusted workspace', () => {
  assert.deepEqual(properties[settings.articleLanguage]?.enum, ['auto', ...languages]);
  assert.equal(properties[settings.articleLanguage]?.default, 'auto');
  assert.equal(properties[settings.nodePath]?.scope, 'machine-overridable');
  assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes(settings.nodePath));
});

test('what the manifest points at is there and allowed', () => {
  const owners = [manifest, ...contributes.viewsContainers.activitybar, ...Object.values(contributes.views).flat()];
  for (const path of [...owners.map(({ icon }) => icon), manifest.l10n]) assert.ok(existsSync(new URL(path, root)), path);
  const png = readFileSync(new URL(manifest.icon, root));
  assert.ok(png.readUInt32BE(16) >= 256 && png.readUInt32BE(20) >= 256, 'icon of 256 pixels');
  assert.ok(manifest.keywords.length <= 30);
  assert.deepEqual(manifest.categories, ['Education', 'Machine Learning', 'Visualization']);
  assert.equal(`^${manifest.devDependencies['@types/vscode']}`, manifest.engines.vscode, 'types of the lowest version supported');
});

test('the first steps are six at most, each with a picture in the theme’s colours and an event that something here fires', () => {
  const [start, ...others] = contributes.walkthroughs;
  assert.deepEqual([start?.id, others], [walkthroughs.start, []]);
  const known = [
    ...values(commands).map((id) => `onCommand:${id}`), ...values(views).map((id) => `onView:${id}`), ...values(contextKeys).map((id) => `onContext:${id}`),
  ];
  const { steps } = start!;
  assert.ok(steps.length > 0 && steps.length <= 6);
  for (const { id, media, completionEvents } of steps) {
    assert.ok(completionEvents.length > 0 && completionEvents.every((event) => known.includes(event)), id);
    const svg = read(media.svg);
    assert.match(svg, /var\(--vscode-foreground\)/, id);
    assert.doesNotMatch(svg, /#[0-9a-f]{3,8}\b|\p{Script=Han}/iu, `${id}: the theme gives the colours, and words would be in one language`);
    for (const language of languages) {
      const links = [...nls[language][`walkthrough.${id}.description`]!.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command!);
      assert.equal(links.length, 1, id);
      assert.ok(values(commands).includes(links[0]!) || links[0] === `${views.topics}.focus`, links[0]);
    }
  }
});

test('links to steps use the id under which the editor knows the extension', () => {
  assert.match(read('src/host/article/stepLinks.ts'), new RegExp(`'${manifest.publisher}\\.${manifest.name}'`));
});
