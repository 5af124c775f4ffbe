import type { Words } from './words.ts';

export const PT: Words = {
  overall: [
    ['Adorei do começo ao fim.', 'A melhor coisa que vi este ano.', 'Recomendo muito.'],
    ['Que perda de tempo.', 'Achei muito chato.', 'Uma grande decepção.'],
  ],
  story: [
    ['A história é inteligente e emocionante.', 'Um roteiro ótimo, sem um minuto sobrando.'],
    ['O enredo não faz sentido nenhum.', 'Uma história fraca e cheia de clichês.'],
  ],
  cast: [
    ['O elenco é maravilhoso.', 'As atuações são excelentes.'],
    ['As atuações são péssimas.', 'Nenhum personagem convence.'],
  ],
  pacing: [
    ['O ritmo é perfeito.', 'Prende desde a primeira cena.'],
    ['O ritmo é lento demais.', 'Arrasta-se de forma cansativa.'],
  ],
  ending: [
    ['O final é lindo.', 'Um desfecho perfeito.'],
    ['O final é decepcionante.', 'Um desfecho ridículo e apressado.'],
  ],
  look: [['A fotografia é impecável.'], ['As imagens são feias e escuras.']],
  music: [['A trilha sonora é fantástica.'], ['A música é irritante.']],
  dubbing: [['Até a dublagem é excelente.'], ['A dublagem é horrível.']],
  episode: [['O episódio {n} é extraordinário.'], ['O episódio {n} é um desastre.']],
  moment: [['A cena aos {t} é inesquecível.'], ['Aos {t} perdi todo o interesse.']],
  asides: [
    'Vi com a minha irmã no fim de semana.',
    'Eu já tinha lido o livro.',
    'Coloquei durante uma viagem de trem.',
    'Um vizinho me falou dela.',
  ],
  space: ' ',
};
