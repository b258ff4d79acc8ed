package io.ringfence.admin.accounts;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.admin.problem.ProblemException;
import org.junit.jupiter.api.Test;

class OwnershipTest {

  @Test
  void accountsOfAPbx_areNotMadeHere_andTheAnswerSaysWhere() {
    assertThatThrownBy(new Ownership("guard")::requireOurs)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("a PBX")
        .extracting(thrown -> ((ProblemException) thrown).problem().status())
        .isEqualTo(409);
  }

  @Test
  void accountsOfOurs_are() {
    assertThatCode(new Ownership("registrar")::requireOurs).doesNotThrowAnyException();
  }
}
