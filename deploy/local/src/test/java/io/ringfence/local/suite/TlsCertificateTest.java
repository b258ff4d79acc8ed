package io.ringfence.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsCertificateTest {

  @TempDir Path folder;

  @Test
  void makesACertificateForTheServersNames_andAKeyForTheOwnerAlone()
      throws IOException, CertificateException {
    var made = new TlsCertificate(new DataFolder(folder));

    made.make(List.of("ringfence.local", "192.0.2.1"));

    try (var in = Files.newInputStream(made.certificate())) {
      var certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      assertThat(certificate.getSubjectAlternativeNames())
          .extracting(name -> name.get(1).toString())
          .contains("localhost", "127.0.0.1", "ringfence.local", "192.0.2.1");
    }
    assertThat(Files.readString(made.key())).startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.key())))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder.resolve("tls"))) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("cert.pem", "key.pem");
    }
  }

  @Test
  void leavesWhatIsThereAlone() throws IOException {
    var made = new TlsCertificate(new DataFolder(folder));
    made.make(List.of());
    String first = Files.readString(made.key());

    made.make(List.of());

    assertThat(Files.readString(made.key())).isEqualTo(first);
  }
}
