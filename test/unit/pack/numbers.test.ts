import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { agrees, readNumber } from '../../../src/core/pack/validateNumbers.ts';

const value = (shown: string) => readNumber(shown)?.value;

describe('readNumber', () => {
  it('reads numbers as papers print them', () => {
    assert.equal(value('1.58'), 1.58);
    assert.equal(value('−3'), -3);
    assert.equal(value('4 456 448'), 4456448);
    assert.equal(value('17,024'), 17024);
    assert.equal(value('12\u2009163.9'), 12163.9);
    assert.equal(value('1.1e-15'), 1.1e-15);
    assert.equal(value('1.1×10⁻¹⁵'), 1.1e-15);
    assert.equal(value('2×10³'), 2000);
    assert.equal(value('4/3'), 4 / 3);
  });

  it('reads nothing else', () => {
    for (const text of ['', 'about 3', '1.5x', '1,58', '3 4', '1..2', '0x10', '50 %', 'Infinity', 'NaN']) assert.equal(value(text), undefined, text);
  });

  it('gives back what toFixed and toExponential print, whatever the number', () => {
    fc.assert(fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), fc.integer({ min: 0, max: 12 }), (x, digits) => {
      for (const shown of [x.toFixed(digits), x.toExponential(digits)]) {
        const read = readNumber(shown);
        assert.ok(read !== undefined && agrees(read, x), `${shown} of ${x}`);
      }
    }), { seed: 1 });
  });
});

describe('agrees', () => {
  const shows = (shown: string, x: number) => agrees(readNumber(shown) ?? assert.fail(shown), x);

  it('asks for the digits shown, and no more', () => {
    assert.ok(shows('1.58', 1.5814460128));
    assert.ok(shows('4.4', 4.429));
    assert.ok(shows('1.5814460128', 1.5814460128059595));
    assert.ok(!shows('1.57', 1.5814460128));
    assert.ok(!shows('1.582', 1.5814460128));
    assert.ok(!shows('8', 7.4));
    assert.ok(!shows('4/3', 1.3333));
    assert.ok(shows('1.1e-15', 1.11e-15));
    assert.ok(!shows('1.1e-15', 0));
  });
});
