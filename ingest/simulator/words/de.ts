import type { Words } from './words.ts';

export const DE: Words = {
  overall: [
    ['Von Anfang bis Ende großartig.', 'Das Beste, was ich dieses Jahr gesehen habe.', 'Sehr zu empfehlen.'],
    ['Reine Zeitverschwendung.', 'Ich habe mich furchtbar gelangweilt.', 'Was für eine Enttäuschung.'],
  ],
  story: [
    ['Die Geschichte ist klug und berührend.', 'Wunderbar geschrieben, keine Minute zu lang.'],
    ['Die Handlung ergibt überhaupt keinen Sinn.', 'Eine schwache Geschichte voller Klischees.'],
  ],
  cast: [
    ['Die Besetzung ist wunderbar.', 'Hervorragend gespielt.'],
    ['Die Schauspieler sind schlecht.', 'Keine der Figuren überzeugt.'],
  ],
  pacing: [
    ['Das Tempo ist genau richtig.', 'Spannend von der ersten Szene an.'],
    ['Viel zu langsam erzählt.', 'Es zieht sich quälend in die Länge.'],
  ],
  ending: [
    ['Das Ende ist wunderschön.', 'Ein rundum gelungener Schluss.'],
    ['Das Ende ist enttäuschend.', 'Ein lächerlicher, überhasteter Schluss.'],
  ],
  look: [['Herrliche Bilder.'], ['Die Bilder sind hässlich und düster.']],
  music: [['Die Musik ist fantastisch.'], ['Die Musik ist unerträglich.']],
  dubbing: [['Sogar die Synchronisation ist ausgezeichnet.'], ['Die Synchronisation ist schrecklich.']],
  episode: [['Folge {n} ist herausragend.'], ['Folge {n} ist eine Katastrophe.']],
  moment: [['Die Szene bei {t} ist unvergesslich.'], ['Bei {t} habe ich jedes Interesse verloren.']],
  asides: [
    'Ich habe es am Wochenende mit meiner Schwester gesehen.',
    'Das Buch kannte ich schon.',
    'Gesehen habe ich es auf einer langen Zugfahrt.',
    'Ein Nachbar hat mir davon erzählt.',
  ],
  space: ' ',
};
