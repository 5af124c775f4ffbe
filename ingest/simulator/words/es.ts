import type { Words } from './words.ts';

export const ES: Words = {
  overall: [
    ['Me encantó de principio a fin.', 'Lo mejor que he visto este año.', 'Muy recomendable.'],
    ['Una pérdida de tiempo.', 'Me aburrí muchísimo.', 'Qué decepción tan grande.'],
  ],
  story: [
    ['La historia es inteligente y emocionante.', 'Un guion estupendo, sin un minuto de más.'],
    ['El argumento no tiene ningún sentido.', 'Una historia floja y llena de tópicos.'],
  ],
  cast: [
    ['El reparto es maravilloso.', 'Qué actuaciones tan buenas.'],
    ['Las actuaciones son pésimas.', 'Ningún personaje resulta creíble.'],
  ],
  pacing: [
    ['El ritmo es perfecto.', 'Engancha desde la primera escena.'],
    ['El ritmo es lentísimo.', 'Se hace eterna y pesada.'],
  ],
  ending: [
    ['El final es precioso.', 'Un desenlace redondo.'],
    ['El final es decepcionante.', 'Un desenlace ridículo y precipitado.'],
  ],
  look: [['La fotografía es magnífica.'], ['Las imágenes son feas y oscuras.']],
  music: [['La banda sonora es fantástica.'], ['La música resulta insoportable.']],
  dubbing: [['Hasta el doblaje es excelente.'], ['El doblaje es horrible.']],
  episode: [['El episodio {n} es extraordinario.'], ['El episodio {n} es un desastre.']],
  moment: [['La escena del minuto {t} es inolvidable.'], ['En el minuto {t} perdí todo el interés.']],
  asides: [
    'La vi con mi hermana el fin de semana.',
    'Ya había leído el libro.',
    'La puse durante un viaje en tren.',
    'Me habló de ella un vecino.',
  ],
  space: ' ',
};
