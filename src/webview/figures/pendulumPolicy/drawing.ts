import { maxTorque, wrapAngle } from '../../../../snippets/ddpg/pendulum.ts';
import type { Language } from '../../../core/model.ts';
import { pathOf, percent, plotFloor, plotTop, svg } from '../svg.ts';
import { signed } from '../writing.ts';
import type { Swing } from './swing.ts';
import { lastStep, omegaCells, thetaCells, type Moment } from './training.ts';

/** Across the phase plane, 0 at −π and 1 at π. */
const across = (th: number) => (wrapAngle(th) + Math.PI) / (2 * Math.PI);
const up = (w: number) => plotFloor - ((w + 8) / 16) * (plotFloor - plotTop);

/** The torque in every state as a shade, and the way of one episode through it. */
function drawPhases(swing: Swing, moments: readonly Moment[], now: Moment): SVGSVGElement {
  const plane = svg('svg', { class: 'unclipped', x: '7%', width: '43%', height: 264 });
  const height = plotFloor - plotTop;
  const box = svg('svg', { y: plotTop, width: '100%', height, viewBox: `0 0 ${thetaCells} ${height}`, preserveAspectRatio: 'none', overflow: 'hidden' });
  swing.torques().forEach((u, k) => box.append(svg('rect', {
    class: u < 0 ? 'below' : 'above', x: k % thetaCells, y: (Math.floor(k / thetaCells) * height) / omegaCells, width: 1.02, height: height / omegaCells + 0.3,
    'fill-opacity': 0.6 * Math.abs(u / maxTorque),
  })));
  let d = '';
  moments.forEach(({ th, w }, k) => {
    const x = across(th);
    const jumped = k === 0 || Math.abs(x - across(moments[k - 1]!.th)) > 0.5; // beyond ±π it goes on at the other side
    d += `${jumped ? 'M' : 'L'}${(thetaCells * x).toFixed(2)} ${(up(w) - plotTop).toFixed(1)}`;
  });
  box.append(svg('path', { class: 'swing', d }));
  plane.append(box, svg('rect', { class: 'square', x: 0, y: plotTop, width: '100%', height }));
  for (const w of [-8, 0, 8]) plane.append(svg('text', { x: -6, y: up(w) + 4, 'text-anchor': 'end' }, signed(w)));
  for (const [x, text] of [[0, '−180°'], [0.5, '0°'], [1, '180°']] as const) {
    plane.append(svg('text', { x: percent(x), y: plotFloor + 16, 'text-anchor': x === 0 ? 'start' : x === 1 ? 'end' : 'middle' }, text));
  }
  plane.append(svg('text', { class: 'label', x: 0, y: 9 }, 'μ(θ, ω)'), svg('circle', { class: 'dot', cx: percent(across(now.th)), cy: up(now.w), r: 5 }));
  return plane;
}

const rod = 100;
/** Positive angles turn to the left, as in Gymnasium’s pictures. */
const bobAt = (th: number, length = rod): readonly [x: number, y: number] => [-length * Math.sin(th), -length * Math.cos(th)];

/** An arrow around the hub, as long as the torque is strong. */
function drawTorque(torque: number): SVGElement {
  const turn = (torque / maxTorque) * 2.4;
  const [from, to] = [bobAt(0, 34), bobAt(turn, 34)];
  const back = turn - Math.sign(turn) * 0.5;
  const [inner, outer] = [bobAt(back, 24), bobAt(back, 44)];
  const arc = `M${from.join(' ')}A34 34 0 0 ${turn > 0 ? 0 : 1} ${to.map((x) => x.toFixed(1)).join(' ')}`;
  const head = `M${inner.map((x) => x.toFixed(1)).join(' ')}L${to.map((x) => x.toFixed(1)).join(' ')}L${outer.map((x) => x.toFixed(1)).join(' ')}`;
  return svg('path', { class: 'torque', d: Math.abs(torque) < 0.1 ? '' : arc + (Math.abs(turn) > 0.5 ? head : '') });
}

/** The pendulum itself, with the places where it was a moment ago. */
function drawPendulum(moments: readonly Moment[], at: number): SVGSVGElement {
  const picture = svg('svg', { x: '57%', y: 0, width: '41%', height: 132, viewBox: '-125 -125 250 250', preserveAspectRatio: 'xMidYMid meet' });
  for (let back = 6; back >= 1; back--) {
    const before = moments[at - 2 * back];
    if (before === undefined) continue;
    const [cx, cy] = bobAt(before.th);
    picture.append(svg('circle', { class: 'bob', cx, cy, r: 10, opacity: 0.5 - 0.07 * back }));
  }
  const { th, torque } = moments[at]!;
  const [cx, cy] = bobAt(th);
  picture.append(svg('line', { class: 'rod', x1: 0, y1: 0, x2: cx, y2: cy }), drawTorque(torque), svg('circle', { class: 'bob', cx, cy, r: 16 }), svg('circle', { class: 'hub', cx: 0, cy: 0, r: 7 }));
  return picture;
}

const [lowest, highest, curveTop] = [-1500, -100, 156];

/** The return from the fixed starts at each checkpoint so far. */
function drawCurve({ training, checkpoint, known }: Swing, language: Language): SVGSVGElement {
  const plot = svg('svg', { class: 'unclipped', x: '60%', width: '38%', height: 264 });
  const height = (score: number) => plotFloor - ((Math.max(lowest, score) - lowest) / (highest - lowest)) * (plotFloor - curveTop);
  const share = (step: number) => step / lastStep;
  for (const score of [-1500, -800, -100]) {
    plot.append(svg('line', { class: 'grid', x1: 0, x2: '100%', y1: height(score), y2: height(score) }),
      svg('text', { class: 'more', x: -6, y: height(score) + 4, 'text-anchor': 'end' }, signed(score)));
  }
  plot.append(svg('line', { class: 'bound', x1: 0, x2: '100%', y1: height(known), y2: height(known) }));
  const box = svg('svg', { width: '100%', height: 264, viewBox: '0 0 1000 264', preserveAspectRatio: 'none', overflow: 'hidden' });
  box.append(svg('path', { class: 'curve m', d: pathOf(training.checkpoints.map(({ step, score }) => [1000 * share(step), height(score)])) }));
  const steps = { en: 'steps', 'zh-cn': '步' }[language];
  plot.append(box, svg('circle', { class: 'dot', cx: percent(share(checkpoint.step)), cy: height(checkpoint.score), r: 4 }),
    svg('text', { x: 0, y: plotFloor + 16 }, '0'), svg('text', { x: '100%', y: plotFloor + 16, 'text-anchor': 'end' }, `${lastStep} ${steps}`),
    svg('text', { class: 'label', x: 0, y: curveTop - 8 }, { en: 'mean return', 'zh-cn': '平均回报' }[language]));
  return plot;
}

/** The phase plane, the pendulum at one moment of its episode, and how far the training has come. */
export function draw(stage: SVGSVGElement, swing: Swing, at: number, language: Language): void {
  const moments = swing.moments();
  stage.append(drawPhases(swing, moments, moments[at]!), drawPendulum(moments, at), drawCurve(swing, language));
}
