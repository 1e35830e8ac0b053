import { describeDoorParity } from '../security/threats/door-parity.ts';

describeDoorParity({ worlds: 2_000 });
