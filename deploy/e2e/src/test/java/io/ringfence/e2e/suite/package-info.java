/// The whole suite, started as a user starts it and seen from outside: SIP, REST, mail, status.
package io.ringfence.e2e.suite;
