import { describeDoorParity } from './threats/door-parity.ts';

describeDoorParity({ worlds: 30 });
