import { lowerCase } from '../sentiment/tokens.ts';

/** Words that hold sentences together, by language: they say nothing of what is praised or blamed. Written for this. */
const WORDS: Readonly<Record<string, string>> = {
  en: "a an the and or but so if of to in on at by for from with as it its it's this that that's these those there here is are was were be been being am i'm i i've me my we us our you your he him his she her they them their who whom whose which what when where how why than then do does did done doing don't have has had having will would can could should may might must just also very too all any some more most such into out up down about over after before while because not no",
  de: 'der die das den dem des ein eine einen einem einer eines und oder aber denn weil dass daß wenn als wie ob in im an am auf aus bei mit nach von vom vor zu zum zur für über unter um durch ist sind war waren sein bin hat haben hatte hatten wird werden wurde kann ich du er sie es wir ihr mich mir sich man mein meine dieser diese dieses was wer wo hier da so auch noch schon nur sehr mehr nicht',
  fr: "le la les l un une des du de d et ou mais donc car si que qu qui quoi dont où à au aux en dans par pour sur sous avec c'est est sont était étaient être été ai as a ont avait avoir je j'ai tu il elle on nous vous ils elles me te se ce cet cette ces mon ma mes son sa ses leur y ne n pas plus très tout tous comme aussi d'un d'une qu'il s'est n'est",
  es: 'el la los las lo un una unos unas de del al a y e o u pero si que qué quien cual en con por para sin sobre es son era eran ser fue ha han he había haber está están yo tú él ella nos se me te le les su sus mi mis este esta esto estos estas ese esa eso como cómo más muy ya no también todo todos cuando donde porque',
  it: "il lo la i gli le l un uno una di del della dei delle dello a al alla ai da dal dalla in nel nella con su per tra fra e ed o ma se che chi cui è sono era erano essere stato ho ha hanno aveva avere io tu lui lei noi voi loro mi ti si ci vi ne mio mia suo sua questo questa questi come anche più molto non già quando dove perché c'è",
  pt: 'o a os as um uma uns umas de do da dos das em no na nos nas ao aos à às por pelo pela para com sem e ou mas se que quem qual é são era eram ser foi foram está estão tem têm tinha ter eu tu ele ela nós eles elas você me te se lhe meu minha seu sua este esta isto esse essa isso como mais muito já não também quando onde porque',
  tr: 've ile de da ki mi mı mu mü bir bu şu o ben sen biz siz onlar bana sana ona beni seni onu benim senin onun için gibi kadar ama fakat ancak çok daha en her ne ise ya veya hem diye sonra önce olarak olan oldu olduğu değil var',
  sv: 'en ett den det de dem och eller men så om att i på av för från med till som är var vara har hade ha kan ska skulle jag du han hon vi ni man mig dig sig min mitt sin sitt denna detta här där när hur vad inte också mycket mer bara',
  nl: 'de het een en of maar dus als dat die dit deze in op aan van voor met uit bij naar om te er is zijn was waren heeft hebben had ben kan ik je jij hij zij ze wij we u mij me zich mijn wat wie waar hoe niet ook nog al heel meer dan',
  pl: 'i a o u w we z ze za na do od po przez przy dla bez nad pod ale lub albo czy że żeby jak jako to ten ta te tego tej tym jest są był była było być ja ty on ona my wy oni mnie mi się go jej ich nie tak też już tylko bardzo co kto gdy który która które',
  ru: 'и а но или что чтобы как так в во на с со к ко у о об от до из за по для при без не ни да же ли бы это этот эта эти тот та те то я ты он она оно мы вы они меня мне его её ее их себя мой свой был была было были есть быть все всё ещё уже только очень там тут где когда который',
  ar: 'و في من على إلى الى عن مع هذا هذه ذلك تلك التي الذي الذين هو هي هم أنا انا نحن كان كانت أن ان إن لا ما لم لن قد كل بعض أو او ثم حتى لكن بل كما عند بين فيه فيها به بها له لها جدا جداً',
  hi: 'का की के को में से पर ने और या है हैं था थी थे हो हुआ हुई यह वह ये वे इस उस इन उन मैं हम तुम आप मुझे जो कि तो भी ही एक बहुत तक कर नहीं लिए अपने',
  ja: 'の に は を た が で て と し れ さ ある いる も する から な こと として い や など なっ ない この ため その あっ よう また もの という あり まで られ なる へ か だ これ によって おり より による ず なり です ます ました でした まし でし とても ので けど のに それ 私 僕 的',
  ko: '그 이 저 것 수 등 및 더 좀 잘 왜 나는 내가 저는 제가 그리고 그런데 하지만 또 매우 너무 정말 진짜 그냥 다 또한 있는 있다 하는 한 할 입니다 있습니다 합니다 이건 그건',
  zh: '的 了 是 在 我 你 他 她 它 们 我们 你们 他们 这 那 这个 那个 这部 部 个 和 与 也 都 就 还 又 很 太 非常 不 没 没有 有 人 说 要 会 能 到 从 把 被 让 给 对 得 地 着 过 吧 吗 呢 啊 一 一个 什么 因为 所以 但 但是 可是 這 個 們 來 對 沒',
};

const sets = new Map(
  Object.entries(WORDS).map(([language, words]) => [
    language,
    // As terms are written: in lower case.
    new Set(words.split(' ').map((word) => lowerCase(word, language))),
  ]),
);

/** Whether a word in lower case says nothing by itself: a function word, or one letter of an alphabet or of kana. */
export function isFunctionWord(word: string, language: string): boolean {
  return (sets.get(language)?.has(word) ?? false) || (/^[\p{L}\p{M}]$/u.test(word) && !/\p{Script=Han}/u.test(word));
}
