import type { Mat } from './matrix.ts';

/**
 * Central differences (f(x + h) − f(x − h)) / 2h in every entry of x. f reads x itself: each entry is moved, and put back.
 * 对 x 的每个分量取中心差分 (f(x + h) − f(x − h)) / 2h。f 直接读取 x：各分量先移动，再复原。
 * @returns one slope per entry, with an error of order h²
 */
export function centralDifferences(x: Mat, f: () => number, h = 1e-6): Mat {
  return x.map((x0, k) => {
    x[k] = x0 + h;
    const above = f();
    x[k] = x0 - h;
    const below = f();
    x[k] = x0;
    return (above - below) / (2 * h);
  });
}
