import assert from 'node:assert/strict';
import { addRead, noProgress, topicProgress } from '../../src/core/progress/progress.ts';
import { addReview, noReview } from '../../src/core/review/review.ts';
import { grade } from '../../src/core/review/schedule.ts';
import { ProgressStore } from '../../src/host/progress/progressStore.ts';
import { ReviewStore } from '../../src/host/review/reviewStore.ts';
import { carryAlong } from '../../src/host/support/keptState.ts';
import { FakeLog } from '../fakes/log.ts';
import { FakeMemento } from '../fakes/memento.ts';

const key = 'gradus.progress';
const read = (store: ProgressStore) => topicProgress(store.current, 'first').read;

export function progressStoreTests(): void {
  suite('progress store', () => {
    test('two changes at once are both kept, also of two windows', async () => {
      const memory = new FakeMemento();
      const [one, other] = [new ProgressStore(memory, new FakeLog()), new ProgressStore(memory, new FakeLog())];
      let told = 0;
      one.onDidChange(() => told++);
      const writing = ['a', 'b'].map((step) => one.update((now) => addRead(now, 'first', step)));
      assert.deepEqual([read(one), told], [['a', 'b'], 2], 'seen at once');
      await Promise.all(writing);
      await other.update((now) => addRead(now, 'first', 'c'));
      assert.deepEqual(read(one), ['a', 'b', 'c']);
    });

    test('steps read with an earlier version are taken over', async () => {
      const memory = new FakeMemento();
      await memory.update('gradus.read', { first: ['a'] });
      const store = new ProgressStore(memory, new FakeLog());
      assert.deepEqual(read(store), ['a']);
      await store.update((now) => addRead(now, 'first', 'b'));
      assert.deepEqual(read(store), ['a', 'b']);
      assert.equal(memory.get('gradus.read'), undefined);
    });

    test('what cannot be read is set aside, not lost', async () => {
      const memory = new FakeMemento();
      const log = new FakeLog();
      const newer = { version: 99, all: 'different' };
      await memory.update(key, 'garbage');
      const store = new ProgressStore(memory, log);
      assert.deepEqual(store.current, noProgress);
      await store.update((now) => addRead(now, 'first', 'a'));
      assert.deepEqual(memory.get(`${key}.setAside`), ['garbage']);
      await memory.update(key, newer);
      await store.update((now) => addRead(now, 'first', 'b'));
      assert.deepEqual(memory.get(`${key}.setAside`), ['garbage', newer]);
      assert.deepEqual(read(store), ['b']);
      assert.ok(log.lines.some((line) => line.includes('corrupt')) && log.lines.some((line) => line.includes('newer')));
    });

    test('review dates that cannot be read are set aside as well', async () => {
      const memory = new FakeMemento();
      await memory.update('gradus.review', { version: 1, cards: 'none' });
      const store = new ReviewStore(memory, new FakeLog());
      assert.deepEqual(store.current, noReview);
      await store.update((now) => addReview(now, { topic: 'first', kind: 'step', id: 'one' }, grade(undefined, 'good', 0), '1970-01-01'));
      assert.deepEqual(memory.get('gradus.review.setAside'), [{ version: 1, cards: 'none' }]);
      assert.deepEqual(Object.keys(store.current.cards), ['first/step/one']);
    });

    test('a full disk disturbs nobody', async () => {
      const memory = new FakeMemento();
      memory.update = () => Promise.reject(new Error('disk full'));
      const log = new FakeLog();
      const store = new ProgressStore(memory, log);
      await store.update((now) => addRead(now, 'first', 'a'));
      assert.ok(log.lines.some((line) => line.startsWith('error')));
    });

    test('is carried by Settings Sync', () => {
      const keys: string[] = [];
      const memory = Object.assign(new FakeMemento(), { setKeysForSync: (synced: readonly string[]) => keys.push(...synced) });
      const log = new FakeLog();
      carryAlong(memory, [new ProgressStore(memory, log), new ReviewStore(memory, log)]);
      assert.deepEqual(keys, [key, 'gradus.review']);
    });
  });
}
