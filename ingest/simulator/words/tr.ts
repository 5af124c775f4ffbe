import type { Words } from './words.ts';

export const TR: Words = {
  overall: [
    ['Baştan sona bayıldım.', 'Bu yıl izlediğim en iyi yapım.', 'Herkese tavsiye ederim.'],
    ['Tam bir zaman kaybı.', 'İzlerken çok sıkıldım.', 'Büyük bir hayal kırıklığı.'],
  ],
  story: [
    ['Hikâye çok zekice ve dokunaklı.', 'Senaryo harika yazılmış.'],
    ['Konu çok saçma.', 'Senaryo zayıf ve klişelerle dolu.'],
  ],
  cast: [
    ['Oyuncular muhteşem.', 'Oyunculuklar çok başarılı.'],
    ['Oyunculuklar çok kötü.', 'Karakterler hiç inandırıcı değil.'],
  ],
  pacing: [
    ['Temposu mükemmel.', 'İlk sahneden itibaren sürükleyici.'],
    ['Çok yavaş ilerliyor.', 'Gereksiz yere uzatılmış.'],
  ],
  ending: [
    ['Finali çok etkileyici.', 'Sonu çok güzel bağlanmış.'],
    ['Finali berbat.', 'Sonu aceleye getirilmiş.'],
  ],
  look: [['Görüntüler büyüleyici.'], ['Görüntüler çok kalitesiz.']],
  music: [['Müzikleri harika.'], ['Müzikleri rahatsız edici.']],
  dubbing: [['Dublajı bile çok başarılı.'], ['Dublajı rezalet.']],
  episode: [['{n}. bölüm olağanüstü.'], ['{n}. bölüm tam bir felaket.']],
  moment: [['{t} dakikasındaki sahne unutulmaz.'], ['{t} dakikasında izlemeyi bıraktım.']],
  asides: [
    'Hafta sonu kardeşimle izledim.',
    'Kitabını daha önce okumuştum.',
    'Uzun bir tren yolculuğunda izledim.',
    'Bana komşum bahsetmişti.',
  ],
  space: ' ',
};
