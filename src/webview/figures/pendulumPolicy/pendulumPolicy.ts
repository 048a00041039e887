import { ablations, type Ablation } from '../../../../snippets/ddpg/ablations.ts';
import { pendulumWorld, estimateAndTruth } from '../../../../snippets/ddpg/ddpg.ts';
import { energyControl, evalGrid, wrapAngle } from '../../../../snippets/ddpg/pendulum.ts';
import type { Language } from '../../../core/model.ts';
import type { DataTable, Figure } from '../figure.ts';
import { fixed } from '../writing.ts';
import { draw } from './drawing.ts';
import { Swing } from './swing.ts';
import { lastStep, stride, Training } from './training.ts';

const degrees = (th: number) => fixed((180 / Math.PI) * wrapAngle(th), 0);
/** Two steps of 0.05 s a frame, so that it plays as fast as a real one swings. */
const [stepsAFrame, frameMs] = [2, 100];
/** How long the page waits for training before it is drawn, in milliseconds. */
const slice = 40;

const changes = Object.keys(ablations) as Ablation[];

function says(swing: Swing, frame: number, language: Language): string {
  const { training, checkpoint, wanted, start } = swing;
  if (!swing.isTrained) {
    return language === 'en' ? `Training: step ${training.step} of ${wanted}. The picture shows the policy of step ${checkpoint.step}.`
      : `训练中：第 ${training.step} 步，共 ${wanted} 步。图中是第 ${checkpoint.step} 步的策略。`;
  }
  const moments = swing.moments();
  const { th, w, torque, earned } = moments[stepsAFrame * frame]!;
  const [score, time] = [fixed(checkpoint.score, 1), (0.05 * stepsAFrame * frame).toFixed(1)];
  const isOver = stepsAFrame * frame === moments.length - 1;
  const { estimate, truth } = estimateAndTruth(checkpoint, pendulumWorld, [start], training.gamma);
  if (language === 'en') {
    const policy = `After ${checkpoint.step} steps of training the policy earns ${score} from the 100 fixed starts.`;
    return isOver ? `${policy} This episode earned ${fixed(earned, 1)}. With γ = ${training.gamma} the critic expected ${fixed(estimate, 1)} of its start, and ${fixed(truth, 1)} is what comes.`
      : `${policy} At ${time} s the angle is ${degrees(th)}°, the velocity ${fixed(w, 2)} rad/s and the torque ${fixed(torque, 2)}; ${fixed(earned, 1)} was earned so far.`;
  }
  const policy = `训练 ${checkpoint.step} 步之后，策略从 100 个固定起点出发的平均回报为 ${score}。`;
  return isOver ? `${policy}这个回合得到 ${fixed(earned, 1)}。取 γ = ${training.gamma}，评论家对起点的估值是 ${fixed(estimate, 1)}，真正得到的是 ${fixed(truth, 1)}。`
    : `${policy}${time} 秒时，角度为 ${degrees(th)}°，角速度为 ${fixed(w, 2)} rad/s，力矩为 ${fixed(torque, 2)}；至此得到 ${fixed(earned, 1)}。`;
}

/** The episode, every half second. */
function table(swing: Swing): DataTable {
  return {
    head: [{ en: 'Time in s', 'zh-cn': '时间（秒）' }, { en: 'Angle in °', 'zh-cn': '角度（°）' }, { en: 'Velocity in rad/s', 'zh-cn': '角速度（rad/s）' }, { en: 'Torque', 'zh-cn': '力矩' }, { en: 'Earned so far', 'zh-cn': '至此所得' }],
    rows: swing.moments().flatMap(({ th, w, torque, earned }, t) => (t % 10 === 0 ? [[(0.05 * t).toFixed(1), degrees(th), fixed(w, 2), fixed(torque, 2), fixed(earned, 1)]] : [])),
  };
}

/** The training so far: returns, and the critic’s values against true ones. */
function frameTable({ training }: Swing): DataTable {
  return {
    head: [{ en: 'Training steps', 'zh-cn': '训练步数' }, { en: 'Return, 100 starts', 'zh-cn': '回报，100 个起点' }, { en: 'Q(s, μ(s)), 20 starts', 'zh-cn': 'Q(s, μ(s))，20 个起点' }, { en: 'True discounted return', 'zh-cn': '真实的折扣回报' }],
    rows: training.checkpoints.map(({ step, score, estimate, truth }) => [`${step}`, ...[score, estimate, truth].map((x) => fixed(x, 1))]),
  };
}

/** The pendulum under a policy that is trained while the reader watches. Each figure keeps its own runs. */
export function pendulumPolicy(now: () => number = () => performance.now()): Figure<'trained' | 'start' | 'change' | 'seed', Swing> {
  const trainings = new Map<string, Training>();
  const known = evalGrid(energyControl).mean;
  return {
    label: { en: 'The pendulum under a policy that is being learnt', 'zh-cn': '学习中的策略控制下的倒立摆' },
    legend: [
      { key: 'above', shape: 'bar', label: { en: 'torque to the left', 'zh-cn': '向左的力矩' } },
      { key: 'below', shape: 'bar', label: { en: 'to the right', 'zh-cn': '向右的力矩' } },
      { key: 'swing', shape: 'line', label: { en: 'this episode', 'zh-cn': '本回合' } },
      { key: 'm', shape: 'line', label: { en: 'mean return while it learns', 'zh-cn': '学习途中的平均回报' } },
      { key: 'bound', shape: 'line', label: { en: 'controller by hand', 'zh-cn': '手写的控制器' } },
    ],
    controls: {
      trained: { kind: 'slider', min: 0, max: lastStep, step: stride, start: 6000, label: { en: 'Training steps', 'zh-cn': '训练步数' }, show: String },
      start: { kind: 'slider', min: -180, max: 180, step: 5, start: 180, label: { en: 'Start at', 'zh-cn': '起始角' }, show: (value) => `${fixed(value, 0)}°` },
      change: {
        kind: 'choice', start: 0, label: { en: 'What is changed', 'zh-cn': '改动' },
        options: changes.map((change) => ({ en: ablations[change].name[0], 'zh-cn': ablations[change].name[1] })),
      },
      seed: { kind: 'slider', min: 1, max: 5, step: 1, start: 1, label: { en: 'Seed', 'zh-cn': '随机种子' }, show: String },
    },
    compute: ({ trained, start, change, seed }) => {
      const key = `${change} ${seed}`;
      const training = trainings.get(key) ?? new Training(changes[change]!, seed);
      trainings.set(key, training);
      training.advance(0, () => true); // the networks as they are made
      return new Swing(training, trained, { th: (Math.PI * start) / 180, w: 0 }, known);
    },
    prepare: ({ training, wanted }) => {
      const end = now() + slice;
      return training.advance(wanted, () => now() > end);
    },
    frameMs,
    frames: (swing) => (swing.moments().length - 1) / stepsAFrame + 1,
    place: { en: 'Tenths of a second', 'zh-cn': '十分之一秒' },
    firstPlace: 0,
    draw: (stage, swing, frame, language) => draw(stage, swing, stepsAFrame * frame, language),
    says,
    table,
    frameTable,
  };
}
